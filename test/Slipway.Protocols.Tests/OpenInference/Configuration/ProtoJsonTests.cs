using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Slipway.Protocols.OpenInference.Configuration;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Protocols.Tests.TextFormat.Proto;
using Slipway.Protocols.TextFormat;

namespace Slipway.Protocols.Tests.OpenInference.Configuration;

public sealed class ProtoJsonTests
{
    [Fact]
    public void Write_EmptyMessage_HasEveryScalarAndListAndNoMessage() =>
        Quoted(new Everything())
            .Should()
            .Be(
                "{'int32':0,'int64':0,'uint32':0,'uint64':0,'sint32':0,'sint64':0,'fixed32':0,'fixed64':0,"
                    + "'sfixed32':0,'sfixed64':0,'float':0,'double':0,'bool':false,'text':'','bytes':'',"
                    + "'colour':'COLOUR_NONE','numbers':[],'texts':[],'colours':[],'children':[],'counts':{},"
                    + "'named':{},'doubles':[]}"
            );

    [Theory]
    [InlineData(
        "int32: -5 sint64: -6 sfixed32: -7 sfixed64: -8",
        "'int32':-5",
        "'sint64':-6",
        "'sfixed32':-7",
        "'sfixed64':-8"
    )]
    [InlineData(
        "int64: -9007199254740993 uint64: 18446744073709551615",
        "'int64':-9007199254740993",
        "'uint64':18446744073709551615"
    )]
    [InlineData("float: 0.1 double: -inf", "'float':0.1", "'double':'-Infinity'")]
    [InlineData(
        "bool: true text: 'é' bytes: '\\377' colour: COLOUR_BELOW",
        "'bool':true",
        "'bytes':'/w=='",
        "'colour':'COLOUR_BELOW'"
    )]
    [InlineData(
        "numbers: [1, -2] colours: [1, 2] doubles: [1.5, nan]",
        "'numbers':[1,-2]",
        "'colours':['COLOUR_RED','COLOUR_BLUE']",
        "'doubles':[1.5,'NaN']"
    )]
    [InlineData("counts { key: 'a' value: -1 } counts { }", "'counts':{", "'a':-1", "'':0")]
    [InlineData("named { key: -7 value { int32: 1 } }", "'named':{'-7':{'int32':1,")]
    [InlineData("child { } maybe: 0 zero: false", "'child':{'int32':0,", "'maybe':0", "'zero':false")]
    [InlineData("children [{ int32: 1 }, { int32: 2 }]", "'children':[{'int32':1,")]
    public void Write_Values_InTritonsForm(string text, params string[] expected)
    {
        var message = TextFormatParser.Parse(text, Everything.Descriptor, Everything.Parser, "x");
        Quoted(message).Should().ContainAll(expected);
    }

    [Fact]
    public void Write_ModelConfig_HasSnakeCaseNamesAndNumbers()
    {
        var config = TextFormatParser.Parse(
            """
            name: "simple" max_batch_size: 8
            input { name: "INPUT0" data_type: TYPE_INT32 dims: [ 16, -1 ] }
            version_policy { latest { num_versions: 1 } }
            sequence_batching { max_sequence_idle_microseconds: 5000000000 oldest { } }
            parameters { key: "k" value { string_value: "v" } }
            """,
            ModelConfig.Descriptor,
            ModelConfig.Parser,
            "x"
        );
        using var json = JsonDocument.Parse(Json(config));
        var root = json.RootElement;
        root.GetProperty("max_batch_size").GetInt32().Should().Be(8);
        root.GetProperty("backend").GetString().Should().BeEmpty();
        root.GetProperty("version_policy").GetProperty("latest").GetProperty("num_versions").GetInt32().Should().Be(1);
        var input = root.GetProperty("input")[0];
        input.GetProperty("data_type").GetString().Should().Be("TYPE_INT32");
        input.GetProperty("format").GetString().Should().Be("FORMAT_NONE");
        input.GetProperty("dims").EnumerateArray().Select(dim => dim.GetInt64()).Should().Equal(16, -1);
        input.GetProperty("optional").GetBoolean().Should().BeFalse();
        input.TryGetProperty("reshape", out _).Should().BeFalse();
        var sequence = root.GetProperty("sequence_batching");
        sequence.GetProperty("max_sequence_idle_microseconds").GetInt64().Should().Be(5_000_000_000);
        sequence.GetProperty("oldest").GetProperty("max_candidate_sequences").GetInt32().Should().Be(0);
        root.TryGetProperty("dynamic_batching", out _).Should().BeFalse();
        root.GetProperty("parameters").GetProperty("k").GetProperty("string_value").GetString().Should().Be("v");
    }

    // With the other quotes, for the eye.
    private static string Quoted(IMessage message) => Json(message).Replace('"', '\'');

    private static string Json(IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            ProtoJson.Write(json, message);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
