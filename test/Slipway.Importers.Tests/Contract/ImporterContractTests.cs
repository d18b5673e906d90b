using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Models;
using Slipway.Runtimes.Onnx;
using Slipway.Runtimes.TestKit;
using Slipway.Serving.Imports;
using Slipway.TestUtilities;

namespace Slipway.Importers.Tests.Contract;

/// <summary>What the kit counts is the whole process's, so these run by themselves.</summary>
[CollectionDefinition(nameof(ContractGroup), DisableParallelization = true)]
public sealed class ContractGroup;

/// <summary>Models of another framework, imported by the importers' own program and executed by ONNX Runtime.</summary>
[Collection(nameof(ContractGroup))]
public abstract class ImporterContractTests(ForeignFormat format) : RuntimeContractTests, IDisposable
{
    private readonly TempFolder _cache = new();

    /// <summary>Each time another one, since an importer remembers what it has refused.</summary>
    protected override IModelRuntime Runtime =>
        new ForeignRuntime(
            format,
            new OnnxRuntime(),
            new ModelImporter(
                new ImportOptions
                {
                    Program = Path.Combine(AppContext.BaseDirectory, "Slipway.Importers.dll"),
                    CacheDirectory = _cache.Path,
                },
                NullLogger<ModelImporter>.Instance
            )
        );

    public void Dispose()
    {
        _cache.Dispose();
        GC.SuppressFinalize(this);
    }
}
