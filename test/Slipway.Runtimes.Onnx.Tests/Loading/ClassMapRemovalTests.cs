using Slipway.Errors;
using Slipway.Models;
using Slipway.Onnx;
using Slipway.Tensors;
using Slipway.TestUtilities;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Runtimes.Onnx.Tests.Loading;

/// <summary>Classifiers as scikit-learn's converter writes them: a label, and a dictionary of probabilities for each row.</summary>
public sealed class ClassMapRemovalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_ClassifierWithNames_GivesProbabilitiesWithLabels()
    {
        await using var model = await LoadedModel.LoadAsync(Classifier(["cat", "dog", "ünit"]));

        var output = model.Servable.Signature.FindOutput("output_probability")!;
        output.DataType.Should().Be(Slipway.Tensors.DataType.Fp32);
        output.Shape.Rank.Should().Be(2);
        output.Labels.Should().Equal("cat", "dog", "ünit");
        using var response = await model.RunAsync(
            LoadedModel.Request(("X", Tensor.From<float>([1, 0, 0, 2], new TensorShape(2, 2)))),
            Token
        );
        var label = response.Outputs.Single(tensor => tensor.Name == "output_label").Tensor;
        var scores = response.Outputs.Single(tensor => tensor.Name == "output_probability").Tensor;
        label.ToStrings().Should().Equal("cat", "dog");
        scores.Shape.Should().Be(new TensorShape(2, 3));
        scores.AsSpan<float>().ToArray().Should().Equal(1, 0, -1, 0, 2, -2);
    }

    [Fact]
    public async Task Load_ClassifierWithNumbers_HasThemAsLabels()
    {
        await using var model = await LoadedModel.LoadAsync(Classifier([], [3, -7, 10_000_000_000]));

        model.Servable.Signature.FindOutput("output_probability")!.Labels.Should().Equal("3", "-7", "10000000000");
    }

    [Fact]
    public async Task Load_LabelsInTheConfiguration_GoFirst()
    {
        var config = new ModelConfig
        {
            Outputs = { ["output_probability"] = new TensorConfig { Labels = ["a", "b", "c"] } },
        };
        await using var model = await LoadedModel.LoadAsync(Classifier(["cat", "dog", "bird"]), config);

        model.Servable.Signature.FindOutput("output_probability")!.Labels.Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task Load_ListThatNoZipMapMakes_IsRefused()
    {
        var graph = new OnnxGraphBuilder("list");
        graph.Node("", "SequenceConstruct", [graph.Input("x", OnnxType.Float, 2)], ["items"]);
        graph.Output("items", OnnxTypes.Sequence(OnnxTypes.Tensor(OnnxType.Float, 2)));

        var load = async () => await LoadedModel.LoadAsync(graph);

        (await load.Should().ThrowAsync<ServingException>()).Which.Code.Should().Be(ServingErrorCode.Unsupported);
    }

    [Fact]
    public async Task Load_ClassifierCutOffOrChanged_IsRefusedOrServed()
    {
        using var folder = new TempFolder();
        Classifier(["cat", "dog", "bird"]).Save(folder["model.onnx"]);
        var whole = await File.ReadAllBytesAsync(folder["model.onnx"], Token);
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var bytes = i < whole.Length ? whole[..i] : whole.ToArray();
            if (bytes.Length == whole.Length)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(folder["model.onnx"], bytes, Token);
            try
            {
                await using var servable = await LoadedModel.LoadAsync(folder.Path, folder["model.onnx"]);
            }
            catch (ServingException e)
            {
                e.Message.Should().Contain("'m'");
            }
        }
    }

    // Without the default operators, as such files are.
    private static OnnxGraphBuilder Classifier(string[] names, long[]? numbers = null)
    {
        const string ml = "ai.onnx.ml";
        var graph = new OnnxGraphBuilder("classifier");
        graph.Model.OpsetImport.Clear();
        graph.Import(ml, 3);
        var x = graph.Input("X", OnnxType.Float, Dim.Free, 2);
        var labels = numbers is null
            ? OnnxAttribute.Of("classlabels_strings", names)
            : OnnxAttribute.Of("classlabels_ints", numbers);
        graph.Node(
            ml,
            "LinearClassifier",
            [x],
            ["output_label", "scores"],
            OnnxAttribute.Of("coefficients", [1f, 0f, 0f, 1f, -1f, -1f]),
            OnnxAttribute.Of("intercepts", [0f, 0f, 0f]),
            labels
        );
        graph.Node(
            ml,
            "ZipMap",
            ["scores"],
            ["output_probability"],
            numbers is null
                ? OnnxAttribute.Of("classlabels_strings", names)
                : OnnxAttribute.Of("classlabels_int64s", numbers)
        );
        var key = numbers is null ? OnnxType.String : OnnxType.Int64;
        graph.Output("output_label", key, Dim.Free);
        return graph.Output(
            "output_probability",
            OnnxTypes.Sequence(OnnxTypes.Map(key, OnnxTypes.Tensor(OnnxType.Float)))
        );
    }
}
