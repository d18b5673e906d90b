using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Torch.Loading;
using Slipway.Runtimes.Torch.Native;
using Slipway.Runtimes.Torch.Options;

namespace Slipway.Runtimes.Torch;

/// <summary>
/// Executes TorchScript archives (<c>*.pt</c>, <c>*.pth</c>) with libtorch on the CPU. Its section of <c>model.yaml</c> is
/// <see cref="TorchOptions"/> under <c>torch:</c>.
/// </summary>
/// <param name="trial">
/// Loads each file first, in a process of its own; null to do without, where a file that libtorch cannot bear ends this process.
/// </param>
public sealed class TorchRuntime(TrialProgram? trial = null) : IModelRuntime
{
    /// <summary>The runtime's name in <c>model.yaml</c>, and that of its section.</summary>
    public const string RuntimeName = "torch";

    /// <summary>
    /// Loads libtorch, which must have been installed. A program that uses TorchSharp itself calls it first; for models it
    /// is never needed: their load fails as this does.
    /// </summary>
    /// <exception cref="ServingException">It is not here, or does not load; the message says what to do.</exception>
    public static void Prepare() => TorchEnvironment.Ensure();

    public string Name => RuntimeName;

    public JsonTypeInfo? SectionType => TorchJsonContext.Default.TorchOptions;

    /// <summary>
    /// A file by its extension, unless it lies beside a <c>model.py</c> or in a folder of MLflow's, whose weights it then is.
    /// What has the extension and is no TorchScript is refused when it is loaded, with what to do.
    /// </summary>
    public bool Recognizes(string path) => TorchArtifact.Recognizes(path);

    public IServableLoader CreateLoader(ModelPackage package) => new TorchServableLoader(package, trial);
}
