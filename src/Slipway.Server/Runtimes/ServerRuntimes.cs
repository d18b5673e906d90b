using Slipway.Models;
using Slipway.Runtimes.Onnx;
using Slipway.Runtimes.Python;
using Slipway.Serving.Imports;

namespace Slipway.Server.Runtimes;

/// <summary>What this server can execute, in the order in which a file's form is tried.</summary>
internal static class ServerRuntimes
{
    public static IReadOnlyList<IModelRuntime> Create(ImportOptions imports, ILoggerFactory logs)
    {
        var engine = new OnnxRuntime();
        var importer = new ModelImporter(imports, logs.CreateLogger<ModelImporter>());
        return
        [
            engine,
            .. ForeignFormats.All.Select(format => new ForeignRuntime(format, engine, importer)),
            new PythonRuntime(logs),
        ];
    }
}
