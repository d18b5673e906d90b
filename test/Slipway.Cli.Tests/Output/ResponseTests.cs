using Slipway.Cli.Output;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Spectre.Console;

namespace Slipway.Cli.Tests.Output;

public sealed class ResponseTests
{
    [Fact]
    public void Json_SpecialValuesAndText_AreWrittenAsTheProtocolSays()
    {
        using var response = new InferenceResponse
        {
            ModelName = "m",
            ModelVersion = "1",
            Id = "a\"b",
        };
        Add(response, "f", Tensor.From<float>([0.1f, float.NaN, float.NegativeInfinity], new TensorShape(1, 3)));
        Add(response, "b", Tensor.From<bool>([true, false], new TensorShape(2)));
        Add(response, "s", Tensor.FromStrings(["x\ny"], new TensorShape(1)));

        ResponseJson
            .Write(response)
            .Should()
            .Be(
                """{"model_name":"m","model_version":"1","id":"a\"b","outputs":["""
                    + """{"name":"f","datatype":"FP32","shape":[1,3],"data":[0.1,NaN,-Infinity]},"""
                    + """{"name":"b","datatype":"BOOL","shape":[2],"data":[true,false]},"""
                    + """{"name":"s","datatype":"BYTES","shape":[1],"data":["x\ny"]}]}"""
            );
    }

    [Fact]
    public void Table_Labels_AreShownHighestFirst()
    {
        using var response = new InferenceResponse();
        Add(response, "p", Tensor.From<float>([0.2f, 0.7f, 0.1f, 0.9f, 0.05f, 0.05f], new TensorShape(2, 3)));

        var text = Render(response, ["setosa", "versicolor", "virginica"]);

        text.Should().Contain("versicolor 0.7, setosa 0.2, virginica 0.1");
        text.Should().Contain("setosa 0.9");
    }

    [Fact]
    public void Table_LongRowsAndManyRows_AreCutWithACount()
    {
        using var response = new InferenceResponse();
        Add(
            response,
            "wide",
            Tensor.From<long>([.. Enumerable.Range(0, 20).Select(i => (long)i)], new TensorShape(1, 20))
        );
        Add(response, "tall", Tensor.From<int>([.. Enumerable.Range(100, 25)], new TensorShape(25)));

        var text = Render(response, []);

        text.Should().Contain("0, 1, 2, 3, 4, 5, 6, 7, … (20 values)").And.NotContain("19");
        text.Should().Contain("109").And.NotContain("110").And.Contain("15 more rows");
    }

    [Fact]
    public void Table_ScalarAndEmptyOutputs_HaveALineEach()
    {
        using var response = new InferenceResponse();
        Add(response, "scalar", Tensor.From<double>([2.5], TensorShape.Scalar));
        Add(response, "none", Tensor.From<float>([], new TensorShape(0, 3)));

        var text = Render(response, []);

        text.Should().Contain("2.5").And.Contain("(empty)").And.Contain("FP32 [0,3]");
    }

    [Fact]
    public void Table_MarkupInText_IsShownAsItIs()
    {
        using var response = new InferenceResponse();
        Add(response, "s", Tensor.FromStrings(["[red]x[/] [unclosed"], new TensorShape(1)));

        Render(response, []).Should().Contain("[red]x[/] [unclosed");
    }

    private static void Add(InferenceResponse response, string name, Tensor tensor) =>
        response.Outputs.Add(new NamedTensor(name, tensor));

    private static string Render(InferenceResponse response, IReadOnlyList<string> labels)
    {
        using var writer = new StringWriter();
        var console = new CliConsole(writer, writer, outputIsTerminal: false, showsProgress: false);
        var specs = response.Outputs.Select(o => new TensorSpec(o.Name, o.Tensor.DataType, o.Tensor.Shape)
        {
            Labels = labels,
        });
        console.Tables.Write(ResponseTable.Create(response, new ModelSignature([], [.. specs])));
        return writer.ToString();
    }
}
