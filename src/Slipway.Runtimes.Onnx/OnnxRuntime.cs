using System.Text.Json.Serialization.Metadata;
using Slipway.Models;
using Slipway.Runtimes.Onnx.Loading;
using Slipway.Runtimes.Onnx.Native;
using Slipway.Runtimes.Onnx.Options;

namespace Slipway.Runtimes.Onnx;

/// <summary>
/// Executes <c>*.onnx</c> and <c>*.ort</c> files with ONNX Runtime on the CPU. Its section of <c>model.yaml</c> is
/// <see cref="OnnxOptions"/> under <c>onnx:</c>.
/// </summary>
public sealed class OnnxRuntime : IModelRuntime
{
    /// <summary>The runtime's name in <c>model.yaml</c>, and that of its section.</summary>
    public const string RuntimeName = "onnx";

    /// <summary>
    /// Loads the native library ahead of the first model. Calling it is never needed: it fails as that model's load would.
    /// </summary>
    public static void Prepare() => OnnxEnvironment.Ensure();

    public string Name => RuntimeName;

    public JsonTypeInfo? SectionType => OnnxJsonContext.Default.OnnxOptions;

    /// <summary>
    /// A file by its extension; a folder where its own name ends in <c>.onnx</c> and it holds exactly one such file
    /// (Triton's form for a model with external data). Any other folder is a package or a version, not an artifact.
    /// </summary>
    public bool Recognizes(string path) => OnnxArtifact.TryFindFile(path, out _);

    public IServableLoader CreateLoader(ModelPackage package) => new OnnxServableLoader(package);
}
