using Slipway.Errors;
using Slipway.Protocols.Tests.TextFormat.Proto;
using Slipway.Protocols.TextFormat;
using Colour = Slipway.Protocols.Tests.TextFormat.Proto.Everything.Types.Colour;

namespace Slipway.Protocols.Tests.TextFormat;

public sealed class TextFormatParserTests
{
    [Fact]
    public void Parse_NothingButBlanksAndComments_IsTheEmptyMessage() =>
        Parse(" \t\r\n\v\f# int32: 1\n#").Should().Be(new Everything());

    [Fact]
    public void Parse_EveryScalarType_IsRead() =>
        Parse(
                """
                int32: -2147483648 int64: -9223372036854775808 uint32: 4294967295 uint64: 18446744073709551615
                sint32: -2 sint64: -3 fixed32: 4 fixed64: 5 sfixed32: -6 sfixed64: -7
                float: 1.5 double: -2.25 bool: true text: "t" bytes: "b" colour: COLOUR_RED maybe: 0
                """
            )
            .Should()
            .Be(
                new Everything
                {
                    Int32 = int.MinValue,
                    Int64 = long.MinValue,
                    Uint32 = uint.MaxValue,
                    Uint64 = ulong.MaxValue,
                    Sint32 = -2,
                    Sint64 = -3,
                    Fixed32 = 4,
                    Fixed64 = 5,
                    Sfixed32 = -6,
                    Sfixed64 = -7,
                    Float = 1.5f,
                    Double = -2.25,
                    Bool = true,
                    Text = "t",
                    Bytes = Google.Protobuf.ByteString.CopyFromUtf8("b"),
                    Colour = Colour.Red,
                    Maybe = 0,
                }
            );

    [Theory]
    [InlineData("0", 0)]
    [InlineData("42", 42)]
    [InlineData("- 42", -42)]
    [InlineData("-#sign\n42", -42)]
    [InlineData("0x1F", 31)]
    [InlineData("-0X1f", -31)]
    [InlineData("017", 15)]
    [InlineData("-010", -8)]
    [InlineData("00", 0)]
    public void Parse_WholeNumber_InEveryForm(string text, int expected) =>
        Parse($"int32: {text}").Int32.Should().Be(expected);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("-1", -1)]
    [InlineData("1.", 1)]
    [InlineData("1.f", 1)]
    [InlineData("1f", 1)]
    [InlineData("10F", 10)]
    [InlineData(".5", 0.5)]
    [InlineData("-.5e1", -5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("2.5E+2", 250)]
    [InlineData("0", 0)]
    [InlineData("0.25", 0.25)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("-NaN", double.NaN)]
    public void Parse_Float_InEveryForm(string text, double expected)
    {
        var parsed = Parse($"double: {text} float: {text}");
        parsed.Double.Should().Be(expected);
        parsed.Float.Should().Be((float)expected);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("t", true)]
    [InlineData("1", true)]
    [InlineData("0x1", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("f", false)]
    [InlineData("0", false)]
    public void Parse_Bool_InEveryForm(string text, bool expected) => Parse($"bool: {text}").Bool.Should().Be(expected);

    [Theory]
    [InlineData("COLOUR_BLUE", Colour.Blue)]
    [InlineData("2", Colour.Blue)]
    [InlineData("-3", Colour.Below)]
    [InlineData("COLOUR_NONE", Colour.None)]
    public void Parse_Enum_ByNameAndNumber(string text, Colour expected) =>
        Parse($"colour: {text}").Colour.Should().Be(expected);

    [Theory]
    [InlineData("child { int32: 1 }")]
    [InlineData("child: { int32: 1 }")]
    [InlineData("child < int32: 1 >")]
    [InlineData("child:<int32:1>")]
    [InlineData("child{int32:1;},")]
    [InlineData("child {\n  # here\n  int32: 1, }\n;")]
    public void Parse_Message_InEveryForm(string text) => Parse(text).Child.Int32.Should().Be(1);

    [Theory]
    [InlineData("numbers: 1 numbers: 2 numbers: -3")]
    [InlineData("numbers: [1, 2, -3]")]
    [InlineData("numbers: [ 1 ] numbers: [2,-3] numbers: []")]
    [InlineData("numbers: 1, numbers: 2; numbers: [ -3 ];")]
    public void Parse_Repeated_OneByOneAndInLists(string text) => Parse(text).Numbers.Should().Equal(1, 2, -3);

    [Fact]
    public void Parse_ListsOfOtherKinds_AreRead()
    {
        var parsed = Parse(
            """texts: ["a" 'b', 'c'] colours: [COLOUR_RED, 2] children [{ int32: 1 }, < int32: 2 >] children: [] doubles: [1, -inf]"""
        );
        parsed.Texts.Should().Equal("ab", "c");
        parsed.Colours.Should().Equal(Colour.Red, Colour.Blue);
        parsed.Children.Select(child => child.Int32).Should().Equal(1, 2);
        parsed.Doubles.Should().Equal(1, double.NegativeInfinity);
    }

    [Fact]
    public void Parse_Maps_TakeTheLastOfEqualKeys()
    {
        var parsed = Parse(
            """
            counts { key: "a" value: 1 }
            counts: { value: 2, key: 'b' }
            counts [{ key: "a" value: 3 }, {}]
            named { key: 7 value { text: "seven" } }
            """
        );
        parsed
            .Counts.Should()
            .BeEquivalentTo(
                new Dictionary<string, int>
                {
                    ["a"] = 3,
                    ["b"] = 2,
                    [""] = 0,
                }
            );
        parsed.Named[7].Text.Should().Be("seven");
    }

    [Fact]
    public void Parse_OneofWithItsDefault_IsChosen()
    {
        Parse("zero: false").ChoiceCase.Should().Be(Everything.ChoiceOneofCase.Zero);
        Parse("inner {}").ChoiceCase.Should().Be(Everything.ChoiceOneofCase.Inner);
        Parse("maybe: 0").HasMaybe.Should().BeTrue();
    }

    [Fact]
    public void Parse_DeepAsAllowed_IsRead()
    {
        Parse(Nested(32)).Should().NotBeNull();
        Refusal(Nested(33)).Should().Contain("nested more than 32 deep");
        // What is passed over is bounded too.
        Refusal("unknown: " + string.Concat(Enumerable.Repeat("[{a:", 100_000))).Should().Contain("nested more than");
    }

    [Fact]
    public void Parse_TooLong_IsRefused()
    {
        var limits = new TextFormatLimits { MaxLength = 20 };
        var parse = () =>
            TextFormatParser.Parse(new string(' ', 21), Everything.Descriptor, Everything.Parser, "x", limits);
        parse.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.TooLarge);
    }

    [Fact]
    public void ParseDocument_Positions_NameEveryField()
    {
        var positions = TextFormatParser
            .ParseDocument(
                "int32: 1\nchildren {\n  numbers: [1,\n 2]\n}\n  children [ { },\n { child { text: 'x' } } ]",
                Everything.Descriptor,
                Everything.Parser,
                "x"
            )
            .Positions;
        positions.Find("int32").Should().Be(new TextPosition(1, 1));
        positions.Find("children[0].numbers").Should().Be(new TextPosition(3, 3));
        positions.Find("children[1]").Should().Be(new TextPosition(6, 14));
        positions.Find("children[2].child.text").Should().Be(new TextPosition(7, 12));
        positions.Find("children[2].bool").Should().Be(new TextPosition(7, 2));
        positions.Find("nowhere").Should().BeNull();
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("child{", depth)) + new string('}', depth);

    private static Everything Parse(string text) =>
        TextFormatParser.Parse(text, Everything.Descriptor, Everything.Parser, "test.pbtxt");

    private static string Refusal(string text) =>
        ((Func<Everything>)(() => Parse(text))).Should().Throw<ServingException>().Which.Message;
}
