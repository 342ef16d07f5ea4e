"""The Flask application: wires the rooms together and decides nothing."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from pwa.settings import Settings


def create_app(settings: "Settings") -> "Flask":
    """The application, connected to its store."""
    # Here and not above: whoever imports one room of `pwa` would import them all, and `pwa.passkeys` would be the web's.
    from flask import Flask

    from pwa.actions.ways_in import ways_in
    from pwa.secrets import key_for
    from pwa.store import engine, own_notes
    from pwa.web import assets, current, errors, languages, resources, security

    app = Flask(__name__, static_folder=None)
    app.extensions["settings"], app.extensions["ways_in"] = settings, ways_in(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.secure(app, settings)
    engine.connect(settings.store_url)
    own_notes.keyed_by(key_for("own notes", settings.data))
    current.recognise(app)
    languages.begin(app)
    errors.handle(app)
    assets.serve(app)
    for resource in resources.ALL:
        app.register_blueprint(resource.blueprint)
    return app
