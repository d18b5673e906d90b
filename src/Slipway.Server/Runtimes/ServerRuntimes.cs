using Slipway.Models;
using Slipway.Runtimes.Onnx;
using Slipway.Runtimes.Python;
using Slipway.Serving.Imports;

namespace Slipway.Server.Runtimes;

/// <summary>What this server can execute, in the order in which a file's form is tried.</summary>
internal static class ServerRuntimes
{
    /// <param name="more">Runtimes of the program's own, tried first.</param>
    /// <param name="imports">How models of other frameworks are imported.</param>
    /// <param name="logs">Where the runtimes log to.</param>
    public static IReadOnlyList<IModelRuntime> Create(
        IReadOnlyList<IModelRuntime> more,
        ImportOptions imports,
        ILoggerFactory logs
    )
    {
        var engine = new OnnxRuntime();
        var importer = new ModelImporter(imports, logs.CreateLogger<ModelImporter>());
        return
        [
            .. more,
            engine,
            .. ForeignFormats.All.Select(format => new ForeignRuntime(format, engine, importer)),
            new PythonRuntime(logs),
        ];
    }
}
