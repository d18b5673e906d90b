using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Models;
using Slipway.Runtimes.Onnx;
using Slipway.Runtimes.TestKit;
using Slipway.Serving.Imports;
using Slipway.TestUtilities;

namespace Slipway.Importers.Tests.Contract;

/// <summary>What the kit counts is the whole process's, so these run by themselves.</summary>
[CollectionDefinition(nameof(ContractGroup), DisableParallelization = true)]
public sealed class ContractGroup : ICollectionFixture<ImportedModels>;

/// <summary>Where imported models are kept: each is imported once, and what is refused each time.</summary>
public sealed class ImportedModels : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();
}

/// <summary>Models of another framework, imported by the importers' own program and executed by ONNX Runtime.</summary>
[Collection(nameof(ContractGroup))]
public abstract class ImporterContractTests(ForeignFormat format, ImportedModels imported) : RuntimeContractTests
{
    /// <summary>Each time another one, since an importer remembers what it has refused.</summary>
    protected override IModelRuntime Runtime =>
        new ForeignRuntime(
            format,
            new OnnxRuntime(),
            new ModelImporter(
                new ImportOptions
                {
                    Program = Path.Combine(AppContext.BaseDirectory, "Slipway.Importers.dll"),
                    CacheDirectory = imported.Path,
                },
                NullLogger<ModelImporter>.Instance
            )
        );
}
