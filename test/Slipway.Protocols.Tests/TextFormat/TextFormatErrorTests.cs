using Slipway.Errors;
using Slipway.Protocols.Tests.TextFormat.Proto;
using Slipway.Protocols.TextFormat;

namespace Slipway.Protocols.Tests.TextFormat;

public sealed class TextFormatErrorTests
{
    [Theory]
    [InlineData("int32: 2147483648", "'int32' takes a whole number of -2147483648 to 2147483647, found '2147483648'")]
    [InlineData("int32: -2147483649", "found '-2147483649'")]
    [InlineData("uint32: -1", "'uint32' takes a whole number of 0 to 4294967295, found '-1'")]
    [InlineData("uint64: 18446744073709551616", "found '18446744073709551616'")]
    [InlineData("int64: 9223372036854775808", "found '9223372036854775808'")]
    [InlineData("int32: 1.5", "found '1.5'")]
    [InlineData("int32: 08", "found '08'")]
    [InlineData("int32: 0x", "found '0x'")]
    [InlineData("int32: 12ab", "found '12ab'")]
    [InlineData("int32: 'one'", "found ''one''")]
    [InlineData("int32: -", "found the end of the text")]
    [InlineData("int32: { }", "'int32' takes a whole number of -2147483648 to 2147483647, not a message")]
    [InlineData("float: 0x10", "'float' takes a number, found '0x10'")]
    [InlineData("float: 010", "found '010'")]
    [InlineData("float: 1..2", "found '1..2'")]
    [InlineData("float: true", "found 'true'")]
    [InlineData("bool: yes", "'bool' takes true or false, found 'yes'")]
    [InlineData("bool: 2", "found '2'")]
    [InlineData("bool: 'true'", "found ''true''")]
    [InlineData("colour: COLOUR_GREY", "'COLOUR_GREY' is not a value of Colour; did you mean COLOUR_RED")]
    [InlineData("colour: mauve", "it has COLOUR_NONE, COLOUR_RED, COLOUR_BLUE, COLOUR_BELOW")]
    [InlineData("colour: 99", "'99' is not a value of Colour")]
    [InlineData("colour: -99999999999", "'-99999999999' is not a value")]
    [InlineData("child: 1", "'child' takes a message: child { … }, found '1'")]
    [InlineData("child", "found the end of the text")]
    [InlineData("int32 1", "expected ':' after 'int32'")]
    [InlineData("int32: 1 int32: 1", "'int32' is given twice; it takes one value")]
    [InlineData("child {} child {}", "'child' is given twice")]
    [InlineData("maybe: 1 maybe: 1", "'maybe' is given twice")]
    [InlineData("zero: true file: 'x'", "'file' and 'zero' exclude each other (choice); give one of them")]
    [InlineData("int32: [1]", "'int32' takes one value; remove the brackets")]
    [InlineData("numbers: [1,]", "found ']'")]
    [InlineData("numbers: [1 2]", "expected ']', found '2'")]
    [InlineData("numbers: [[1]]", "expected a value of 'numbers', found '['")]
    [InlineData("numbers: [1", "expected ']', found the end of the text")]
    [InlineData("child { int32: 1", "expected a field of Everything, found the end of the text")]
    [InlineData("child { int32: 1 >", "found '>'")]
    [InlineData("child < int32: 1 }", "found '}'")]
    [InlineData("}", "expected a field of Everything, found '}'")]
    [InlineData(";", "found ';'")]
    [InlineData("int32: 1;; int64: 1", "found ';'")]
    [InlineData("7: 1", "found '7'")]
    [InlineData("int32: 1 @", "'@' has no meaning here")]
    [InlineData("int32: 1 é", "'é' has no meaning here")]
    [InlineData("int32: 1 \0", "U+0000 has no meaning here")]
    [InlineData("[slipway.tests/x-y] { int32: 1 }", "names in brackets")]
    [InlineData("Int32: 1", "'Int32' is not a field of Everything; did you mean int32")]
    [InlineData("number: 1", "did you mean numbers")]
    public void Text_Wrong_IsRefused(string text, string message)
    {
        var error = Refused(text);
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Reason.Should().Be("invalid-config");
        error.Message.Should().StartWith("test.pbtxt: line 1, column ").And.Contain(message);
    }

    [Fact]
    public void Text_WithManyErrors_TellsAllOfThem()
    {
        var error = Refused(
            """
            int23: 1
            unheard_of { deep < list: [ { a: 'b' "c" } ] > }
              child { also_unheard: -3 int32: "x" }
            [some.ext]: 4
            int64: 5
            unheard: [ -1, 'x' ]
            colour: COLOUR_BLUES
            """
        );
        error
            .Message.Should()
            .ContainAll(
                "line 1, column 1: 'int23' is not a field of Everything; did you mean int32",
                "line 2, column 1: 'unheard_of' is not a field",
                "line 3, column 11: 'also_unheard' is not a field",
                "line 3, column 35: 'int32' takes",
                "line 4, column 1: names in brackets",
                "line 6, column 1: 'unheard' is not",
                "line 7, column 9: 'COLOUR_BLUES' is not a value of Colour; did you mean COLOUR_BLUE"
            );
    }

    [Fact]
    public void Text_WithEndlessErrors_TellsTwentyAndTheirNumber()
    {
        var error = Refused(string.Concat(Enumerable.Repeat("x: 1\n", 50)));
        error.Message.Should().Contain("line 20,").And.NotContain("line 21,").And.Contain("and 30 more");
    }

    [Fact]
    public void Text_ErrorsBeforeABrokenPlace_AreToldWithIt() =>
        Refused("x: 1\nchild { ?").Message.Should().Contain("line 1, column 1").And.Contain("line 2, column 9");

    [Fact]
    public void Names_OfAnyLength_StayShortInMessages() =>
        Refused(new string('x', 100_000) + ": " + new string('1', 100_000)).Message.Length.Should().BeLessThan(1000);

    private static ServingException Refused(string text)
    {
        var parse = () => TextFormatParser.Parse(text, Everything.Descriptor, Everything.Parser, "test.pbtxt");
        return parse.Should().Throw<ServingException>().Which;
    }
}
