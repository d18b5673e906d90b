using Slipway.Runtimes.TestKit;
using Slipway.Serving.Imports;

namespace Slipway.Importers.Tests.Contract;

public sealed class KerasContractTests(ImportedModels imported) : ImporterContractTests(ForeignFormats.Keras, imported)
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["keras_tensor"] = "input_layer",
        ["output"] = "dense_2",
    };

    protected override ContractModel Model => FixtureModel.Of("keras/mlp-k3.16.0", names: Names);
}
