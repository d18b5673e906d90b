using Slipway.TestUtilities;

namespace Slipway.Runtimes.Onnx.Tests;

public sealed class OnnxRuntimeTests
{
    private readonly OnnxRuntime _runtime = new();

    [Theory]
    [InlineData("model.onnx", true)]
    [InlineData("MODEL.ONNX", true)]
    [InlineData("model.ort", true)]
    [InlineData("model.pt", false)]
    [InlineData("onnx", false)]
    [InlineData("model.onnx.data", false)]
    public void Recognizes_File_GoesByItsExtension(string name, bool expected)
    {
        using var folder = new TempFolder();

        _runtime.Recognizes(folder.Write(name, "x")).Should().Be(expected);
    }

    [Fact]
    public void Recognizes_Folder_MustBeNamedSoAndHoldOneModel()
    {
        using var folder = new TempFolder();
        folder.Write("model.onnx/model.onnx", "x");
        folder.Write("model.onnx/weights.bin", "x");
        folder.Write("two.onnx/a.onnx", "x");
        folder.Write("two.onnx/b.onnx", "x");
        folder.Folder("none.onnx");
        folder.Write("1/model.onnx", "x");

        _runtime.Recognizes(folder["model.onnx"]).Should().BeTrue();
        _runtime.Recognizes(folder["two.onnx"]).Should().BeFalse();
        _runtime.Recognizes(folder["none.onnx"]).Should().BeFalse();
        _runtime.Recognizes(folder["1"]).Should().BeFalse("a version folder is no artifact");
    }

    [Fact]
    public void Recognizes_MissingPath_IsFalse()
    {
        _runtime.Recognizes("/nowhere/model.onnx").Should().BeFalse();
    }

    [Fact]
    public void Section_KeysOfModelYaml_ArePinned()
    {
        _runtime.Name.Should().Be("onnx");
        _runtime
            .SectionType!.Properties.Select(property => property.Name)
            .Should()
            .Equal(
                "intra_op_threads",
                "inter_op_threads",
                "execution_mode",
                "graph_optimization",
                "memory_arena",
                "memory_pattern",
                "deterministic",
                "concurrency"
            );
    }
}
