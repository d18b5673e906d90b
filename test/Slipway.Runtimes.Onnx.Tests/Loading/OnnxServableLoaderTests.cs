using Microsoft.ML.OnnxRuntime;
using Slipway.Models;
using Slipway.Onnx;
using Slipway.Runtimes.Onnx.Native;
using Slipway.Tensors;
using Slipway.TestUtilities;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Runtimes.Onnx.Tests.Loading;

public sealed class OnnxServableLoaderTests
{
    [Fact]
    public async Task Load_Mlp_ReadsSignatureWithDimensionNames()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Mlp([4, 8, 3]));

        var input = model.Servable.Signature.Inputs.Should().ContainSingle().Which;
        input.ToString().Should().Be("x: FP32[-1,4]");
        input.DimensionNames.Should().Equal("batch", null);
        input.IsOptional.Should().BeFalse();
        input.HasUnknownRank.Should().BeFalse();
        var output = model.Servable.Signature.Outputs.Should().ContainSingle().Which;
        output.ToString().Should().Be("y: FP32[-1,3]");
    }

    [Fact]
    public async Task Load_InitializerNamedLikeAnInput_IsAnOptionalInput()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.OptionalInput());

        model
            .Servable.Signature.Inputs.Select(input => (input.Name, input.IsOptional))
            .Should()
            .Equal(("x", false), ("factor", true));
    }

    [Fact]
    public async Task Load_InputWithoutShape_IsToldFromAScalar()
    {
        var graph = new OnnxGraphBuilder("g");
        var untold = OnnxTypes.Tensor(OnnxType.Float);
        untold.TensorType.Shape = null;
        graph.Node("", "Identity", [graph.Input("any", untold)], ["a"]);
        graph.Node("", "Identity", [graph.Input("scalar", OnnxType.Float)], ["b"]);
        graph.Output("a", untold).Output("b", OnnxType.Float);

        await using var model = await LoadedModel.LoadAsync(graph);
        using var response = await model.RunAsync(
            ("any", Tensor.From<float>([1, 2], new TensorShape(1, 2))),
            ("scalar", Tensor.From<float>([3], TensorShape.Scalar))
        );

        model.Servable.Signature.FindInput("any")!.HasUnknownRank.Should().BeTrue();
        model.Servable.Signature.FindInput("scalar")!.HasUnknownRank.Should().BeFalse();
        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(1, 2));
    }

    [Fact]
    public async Task Load_Details_TellWhereTheModelIsFrom()
    {
        var graph = TestModels.Mlp([4, 8, 3]).Metadata("author", "me").Import("com.microsoft", 1);
        graph.Model.ProducerVersion = "9.8";
        graph.Model.DocString = "Three classes.";

        await using var model = await LoadedModel.LoadAsync(graph);

        var details = model.Servable.Details;
        details.Platform.Should().Be("onnxruntime_onnx");
        details.Description.Should().Be("Three classes.");
        var facts = details.Properties.ToDictionary(fact => fact.Key, fact => fact.Value);
        facts["producer"].Should().Be("slipway 9.8");
        facts["graph"].Should().Be("mlp");
        facts["IR version"].Should().Be("10");
        facts["opset"].Should().Be("ai.onnx 21, com.microsoft 1");
        facts["parameters"].Should().Be($"{(4 * 8) + 8 + (8 * 3) + 3}");
        facts["author"].Should().Be("me");
        facts["threads of a run"].Should().Be("1");
        facts["file size"].Should().MatchRegex("^[0-9]+ bytes$");
    }

    [Fact]
    public async Task Load_RemarksInConfig_AreMergedIntoTheSignature()
    {
        var config = new ModelConfig
        {
            Description = "Said by the config.",
            Outputs =
            {
                ["y"] = new TensorConfig { Description = "scores", Labels = ["a", "b", "c"] },
            },
        };

        await using var model = await LoadedModel.LoadAsync(TestModels.Mlp([4, 3]), config);

        var output = model.Servable.Signature.FindOutput("y")!;
        output.Labels.Should().Equal("a", "b", "c");
        output.Description.Should().Be("scores");
        model.Servable.Details.Description.Should().Be("Said by the config.");
    }

    [Fact]
    public async Task Load_ExternalDataBesideTheModel_IsUsed()
    {
        using var folder = new TempFolder();
        folder.Write("data/w.bin", TestModels.ExternalWeights());
        TestModels.ExternalData("data/w.bin").Save(folder["model.onnx"]);

        await using var servable = await LoadedModel.LoadAsync(folder.Path, folder["model.onnx"]);
        using var request = LoadedModel.Request(("x", Tensor.From<float>([0, 0, 0, 1], new TensorShape(4))));
        using var response = await servable.ExecuteAsync(request, TestContext.Current.CancellationToken);

        response.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(1, 2, 3, 5);
        servable.Details.Properties.Should().Contain(new KeyValuePair<string, string>("external data", "16 bytes"));
    }

    [Fact]
    public async Task Load_PackageBehindASymbolicLink_MayUseItsOwnExternalData()
    {
        using var folder = new TempFolder();
        folder.Write("real/w.bin", TestModels.ExternalWeights());
        TestModels.ExternalData("w.bin").Save(folder["real/model.onnx"]);
        Directory.CreateSymbolicLink(folder["link"], folder["real"]);

        var load = () => LoadedModel.LoadAsync(folder["link"], folder["link/model.onnx"]);

        await (await load.Should().NotThrowAsync()).Which.DisposeAsync();
    }

    [Fact]
    public async Task Load_FolderNamedLikeAModel_TakesTheOneFileInIt()
    {
        using var folder = new TempFolder();
        folder.Folder("model.onnx");
        TestModels.Simple().Save(folder["model.onnx/model.onnx"]);

        await using var servable = await LoadedModel.LoadAsync(folder.Path, folder["model.onnx"]);

        servable.Signature.Inputs.Should().HaveCount(2);
    }

    [Fact]
    public async Task Load_OrtFormat_IsServedTheSame()
    {
        using var folder = new TempFolder();
        TestModels.Mlp([4, 8, 3]).Save(folder["model.onnx"]);
        SaveAsOrtFormat(folder["model.onnx"], folder["model.ort"]);

        await using var servable = await LoadedModel.LoadAsync(folder.Path, folder["model.ort"]);
        using var request = LoadedModel.Request(("x", Tensor.From<float>([1, 2, 3, 4], new TensorShape(1, 4))));
        using var response = await servable.ExecuteAsync(request, TestContext.Current.CancellationToken);

        servable.Signature.Inputs[0].ToString().Should().Be("x: FP32[-1,4]");
        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(1, 3));
    }

    [Fact]
    public async Task Load_Cancelled_IsCancelled()
    {
        using var folder = new TempFolder();
        TestModels.Simple().Save(folder["model.onnx"]);
        var loader = new OnnxRuntime().CreateLoader(LoadedModel.Package(folder.Path, folder["model.onnx"]));

        var load = () => loader.LoadAsync(new CancellationToken(canceled: true));

        await load.Should().ThrowAsync<OperationCanceledException>();
    }

    private static void SaveAsOrtFormat(string source, string target)
    {
        OnnxEnvironment.Ensure();
        using var options = new SessionOptions { OptimizedModelFilePath = target };
        options.AddSessionConfigEntry("session.save_model_format", "ORT");
        using var session = new InferenceSession(source, options);
    }
}
