using Slipway.Errors;
using Slipway.Models;
using Slipway.Onnx;
using Slipway.TestUtilities;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Runtimes.Onnx.Tests.Loading;

public sealed class LoadErrorsTests
{
    [Fact]
    public async Task Load_CustomOperator_IsNamed()
    {
        var error = await FailAsync(TestModels.CustomOperator());

        error.Reason.Should().Be("custom-operator");
        error.Code.Should().Be(ServingErrorCode.Unsupported);
        error.Message.Should().Contain("com.example::Sparkle");
    }

    [Fact]
    public async Task Load_OperatorThatTheSetLacks_IsNamed()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Output(graph.Node("Reluu", [graph.Input("x", OnnxType.Float, 1)]), OnnxType.Float, 1);

        var error = await FailAsync(graph);

        error.Reason.Should().Be("unknown-operator");
        error.Message.Should().Contain("Reluu").And.Contain("21");
    }

    [Fact]
    public async Task Load_OpsetOfTheFuture_IsUnsupported()
    {
        var error = await FailAsync(TestModels.UnsupportedOpset());

        error.Reason.Should().Be("unsupported-opset");
        error.Code.Should().Be(ServingErrorCode.Unsupported);
        error.Message.Should().Contain("4000");
    }

    [Fact]
    public async Task Load_IrVersionOfTheFuture_IsUnsupported()
    {
        var graph = TestModels.Simple();
        graph.Model.IrVersion = 99;

        var error = await FailAsync(graph);

        error.Reason.Should().Be("unsupported-ir-version");
        error.Message.Should().Contain("99");
    }

    [Fact]
    public async Task Load_SequenceInput_IsUnsupportedAndNamed()
    {
        var error = await FailAsync(TestModels.SequenceInput());

        error.Reason.Should().Be("unsupported-type");
        error.Code.Should().Be(ServingErrorCode.Unsupported);
        error.Message.Should().Contain("input 'items'").And.Contain("sequence");
    }

    [Fact]
    public async Task Load_OptionalInput_IsUnsupportedAndNamed()
    {
        var graph = new OnnxGraphBuilder("g");
        var maybe = graph.Input("maybe", OnnxTypes.Optional(OnnxTypes.Tensor(OnnxType.Float, 1)));
        graph.Output(graph.Node("OptionalHasElement", [maybe]), OnnxType.Bool);

        var error = await FailAsync(graph);

        error.Reason.Should().Be("unsupported-type");
        error.Message.Should().Contain("input 'maybe'").And.Contain("optional");
    }

    [Fact]
    public async Task Load_Float8Output_IsUnsupportedAndNamed()
    {
        var error = await FailAsync(TestModels.Float8Output());

        error.Reason.Should().Be("unsupported-type");
        error.Message.Should().Contain("output 'y'").And.Contain("float8e4m3fn");
    }

    [Fact]
    public async Task Load_EmptyFile_IsInvalid()
    {
        using var folder = new TempFolder();

        var error = await FailAsync(folder, folder.Write("model.onnx", ""));

        error.Reason.Should().Be("invalid-model");
        error.Message.Should().Contain("'model.onnx'").And.Contain("empty");
    }

    [Theory]
    [InlineData("model.onnx", "This is no model at all, it is a letter.")]
    [InlineData("model.onnx", "\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("model.onnx", "\u0008\u0007")]
    [InlineData("model.ort", "This is no model at all, it is a letter.")]
    public async Task Load_FileThatIsNoModel_IsInvalid(string name, string content)
    {
        using var folder = new TempFolder();

        var error = await FailAsync(folder, folder.Write(name, content));

        error.Reason.Should().Be("invalid-model");
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Message.Should().Contain($"'{name}'");
    }

    [Fact]
    public async Task Load_FileCutOffAnywhere_IsRefusedWithAReason()
    {
        using var folder = new TempFolder();
        TestModels.Mlp([4, 8, 3]).Save(folder["whole.onnx"]);
        var whole = await File.ReadAllBytesAsync(folder["whole.onnx"], TestContext.Current.CancellationToken);
        for (var length = 1; length < whole.Length - 10; length += 37)
        {
            var error = await FailAsync(folder, folder.Write("model.onnx", whole.AsSpan(0, length)));

            error.Reason.Should().Be("invalid-model", $"of {length} bytes");
        }
    }

    [Fact]
    public async Task Load_MissingFile_IsUnreadable()
    {
        using var folder = new TempFolder();

        var error = await FailAsync(folder, folder["model.onnx"]);

        error.Reason.Should().Be("unreadable");
        error.Message.Should().Contain("'model.onnx'");
    }

    [Fact]
    public async Task Load_FileThatAnotherHolds_IsUnreadable()
    {
        using var folder = new TempFolder();
        TestModels.Simple().Save(folder["model.onnx"]);
        await using var holder = new FileStream(
            folder["model.onnx"],
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None
        );

        var error = await FailAsync(folder, folder["model.onnx"]);

        error.Reason.Should().Be("unreadable");
        error.Code.Should().Be(ServingErrorCode.FailedPrecondition);
    }

    [Fact]
    public async Task Load_FolderWithoutModel_IsNotAFile()
    {
        using var folder = new TempFolder();

        var error = await FailAsync(folder, folder.Folder("model.onnx"));

        error.Reason.Should().Be("not-a-file");
    }

    [Fact]
    public async Task Load_RemarkOnUnknownTensor_ListsTheRealNames()
    {
        using var folder = new TempFolder();
        TestModels.Simple().Save(folder["model.onnx"]);
        var config = new ModelConfig { Inputs = { ["INPUT7"] = new TensorConfig() } };

        var load = () => LoadedModel.LoadAsync(folder.Path, folder["model.onnx"], config);

        var error = (await load.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be("invalid-config");
        error.Message.Should().Contain("INPUT7").And.Contain("'INPUT0', 'INPUT1'");
    }

    [Fact]
    public async Task Load_AfterFailures_StillLoadsAGoodModel()
    {
        await FailAsync(TestModels.CustomOperator());
        await FailAsync(TestModels.SequenceInput());

        await using var model = await LoadedModel.LoadAsync(TestModels.Simple());

        model.Servable.Signature.Outputs.Should().HaveCount(2);
    }

    private static async Task<ServingException> FailAsync(OnnxGraphBuilder graph)
    {
        using var folder = new TempFolder();
        graph.Save(folder["model.onnx"]);
        return await FailAsync(folder, folder["model.onnx"]);
    }

    private static async Task<ServingException> FailAsync(TempFolder folder, string file)
    {
        var load = () => LoadedModel.LoadAsync(folder.Path, file);

        var error = (await load.Should().ThrowAsync<ServingException>()).Which;
        error.Message.Should().StartWith("Model 'm' version 1").And.NotContain(folder.Path);
        error.Message.Should().NotContain("onnxruntime_src");
        return error;
    }
}
