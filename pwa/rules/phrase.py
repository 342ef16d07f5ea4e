"""A few words that two people compare by telephone, to know that they look at the same thing. Pure.

They are English in every language of the app: both screens show the same, whatever each of them speaks. No two of the words begin
with the same four letters, and none is hard to say or to spell.
"""

_LISTED = """
acorn amber anchor apple apron arrow aspen atlas autumn badge bagel bakery balcony bamboo banjo barley basket beaver bicycle
biscuit blanket blossom bonfire bottle bouquet bramble bridge bronze brook bucket buffalo button cabin cactus camel candle canyon
caramel carpet castle cedar cello chapel cherry chimney chorus cinema circus clover cobweb coconut comet compass copper coral
cottage crayon cricket crystal cuckoo cupboard curtain cushion daisy dancer desert diamond dinner dolphin domino donkey dragon
drawer drum eagle easel echo elbow ember emerald engine envelope evening falcon feather fennel ferry fiddle finger flamingo flute
forest fossil fountain freckle garden garlic gecko ginger giraffe glacier goblet granite gravel guitar hammer hamster harbour
harvest hazel hedgehog helmet heron hippo honey horizon hotel iceberg igloo indigo island ivory jacket jaguar jasmine jelly jigsaw
jungle kangaroo kettle kitten koala ladder lagoon lantern lemon leopard library lilac lizard lobster locket lullaby magnet mango
maple marble meadow melon mermaid midnight mirror mitten monkey mosaic muffin museum napkin nectar needle nutmeg oasis ocean olive
onion opera orange orchard otter oyster paddle palace panda parrot peanut pebble pelican pencil penguin pepper piano picnic pigeon
pillow pirate planet plum pocket poem pony pottery prairie pumpkin puppet puzzle pyramid quarry quilt rabbit radish raven ribbon
river robin rocket saddle saffron salmon sandal satchel saturn seagull shadow shovel silver slipper snowman sparrow spider
squirrel stable summer sunset swallow tadpole teapot temple thimble thunder ticket tiger timber tomato trumpet tulip tunnel turtle
umbrella valley vanilla velvet violin volcano waffle wagon walnut walrus waterfall whistle willow window winter wizard yoghurt
zebra zipper
"""
WORDS = _LISTED.split()
WORDS_IN_A_PHRASE = 3  # 16 million phrases; whoever opens a link gets one, and no second try


def phrase(random: bytes) -> str:
    """As many words as a phrase has, one for each of the first bytes: amber otter ladder."""
    return " ".join(WORDS[byte] for byte in random[:WORDS_IN_A_PHRASE])
