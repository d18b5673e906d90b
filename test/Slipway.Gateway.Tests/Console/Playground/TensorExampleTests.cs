using System.Text.Json;
using Slipway.Gateway.Console.Playground;

namespace Slipway.Gateway.Tests.Console.Playground;

public sealed class TensorExampleTests
{
    [Fact]
    public void Of_Metadata_HasAValueForEachElementOfEachInput()
    {
        var body = Of(
            """
            {"inputs": [
              {"name": "x", "datatype": "FP32", "shape": [-1, 2, 2]},
              {"name": "words", "datatype": "BYTES", "shape": [1]},
              {"name": "flag", "datatype": "BOOL", "shape": []}
            ]}
            """
        );

        body.Should()
            .Be(
                """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2,2],"data":[0,0,0,0]},"""
                    + """{"name":"words","datatype":"BYTES","shape":[1],"data":[""]},"""
                    + """{"name":"flag","datatype":"BOOL","shape":[],"data":[false]}]}"""
            );
    }

    [Fact]
    public void Of_AnEnormousShape_IsBounded()
    {
        var body = Of("""{"inputs":[{"name":"x","datatype":"FP32","shape":[9000000000000,9000000000000,3]}]}""");

        body!.Length.Should().BeLessThan(20_000);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"inputs":{}}""")]
    [InlineData("""{"inputs":[{"name":"x"}]}""")]
    public void Of_WhatIsNoMetadata_IsNothing(string metadata) => Of(metadata).Should().BeNull();

    private static string? Of(string metadata) => TensorExample.Of(JsonElement.Parse(metadata))?.ToJsonString();
}
