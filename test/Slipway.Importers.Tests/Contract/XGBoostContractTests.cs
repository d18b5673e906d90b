using Slipway.Runtimes.TestKit;
using Slipway.Serving.Imports;

namespace Slipway.Importers.Tests.Contract;

public sealed class XGBoostContractTests(ImportedModels imported)
    : ImporterContractTests(ForeignFormats.XGBoost, imported)
{
    protected override ContractModel Model => FixtureModel.Of("xgboost/iris_softprob");
}
