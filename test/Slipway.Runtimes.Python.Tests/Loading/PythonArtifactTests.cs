using Microsoft.Extensions.Logging.Abstractions;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Python.Tests.Loading;

public sealed class PythonArtifactTests
{
    [Theory]
    [InlineData("model.py", "model.py", true)]
    [InlineData("other.py", "other.py", false)]
    [InlineData("iris.pkl", "iris.pkl", true)]
    [InlineData("iris.JOBLIB", "iris.JOBLIB", true)]
    [InlineData("iris.ubj", "iris.ubj", false)]
    [InlineData("model.json", "model.json", false)]
    [InlineData("MLmodel", "", true)]
    [InlineData("model.py", "", false)]
    public void Path_ByItsNameAndForm_IsRecognised(string file, string path, bool expected)
    {
        using var folder = new TempFolder();
        folder.Write(file, "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n");
        new PythonRuntime(NullLoggerFactory.Instance).Recognizes(folder[path]).Should().Be(expected);
    }

    [Theory]
    [InlineData("model.py")]
    [InlineData("MLmodel")]
    public void Pickle_BesideWhatReadsIt_IsNoArtifact(string other)
    {
        using var folder = new TempFolder();
        folder.Write("model.pkl", "");
        folder.Write(other, "");
        new PythonRuntime(NullLoggerFactory.Instance).Recognizes(folder["model.pkl"]).Should().BeFalse();
    }

    [Fact]
    public void Folder_OfMLflow_WithoutTheFlavourIsNotRecognised()
    {
        using var folder = new TempFolder();
        folder.Write("MLmodel", "flavors:\n  crate:\n    version: 1\n");
        new PythonRuntime(NullLoggerFactory.Instance).Recognizes(folder.Path).Should().BeFalse();
    }
}
