using Slipway.Runtimes.TestKit;
using Slipway.Serving.Imports;

namespace Slipway.Importers.Tests.Contract;

public sealed class SavedModelContractTests(ImportedModels imported)
    : ImporterContractTests(ForeignFormats.TensorFlow, imported)
{
    protected override ContractModel Model =>
        FixtureModel.Of("savedmodel/half_plus_two_tf2", "serving_default", "saved_model.pb");
}
