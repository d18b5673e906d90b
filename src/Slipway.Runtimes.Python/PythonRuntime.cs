using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Slipway.Models;
using Slipway.Runtimes.Python.Loading;
using Slipway.Runtimes.Python.Options;

namespace Slipway.Runtimes.Python;

/// <summary>
/// Executes models in Python processes of their own: <c>model.py</c>, pickles of scikit-learn and its like, MLflow's
/// folders, and, where the configuration asks for it, XGBoost's files. Its section of <c>model.yaml</c> is
/// <see cref="PythonOptions"/> under <c>python:</c>.
/// </summary>
public sealed class PythonRuntime(ILoggerFactory logs) : IModelRuntime
{
    /// <summary>The runtime's name in <c>model.yaml</c>, and that of its section.</summary>
    public const string RuntimeName = "python";

    private readonly ILogger _log = logs.CreateLogger<PythonRuntime>();

    public string Name => RuntimeName;

    public JsonTypeInfo? SectionType => PythonJsonContext.Default.PythonOptions;

    /// <summary>
    /// A file called <c>model.py</c>; a pickle that lies beside no <c>model.py</c> and in no folder of MLflow's; such a
    /// folder. XGBoost's files have an importer, so they are not recognised and served here on request only.
    /// </summary>
    public bool Recognizes(string path) => PythonArtifact.Recognizes(path);

    public IServableLoader CreateLoader(ModelPackage package) => new PythonServableLoader(package, _log);
}
