using Slipway.Runtimes.TestKit;
using Slipway.Serving.Imports;

namespace Slipway.Importers.Tests.Contract;

public sealed class XGBoostContractTests() : ImporterContractTests(ForeignFormats.XGBoost)
{
    protected override ContractModel Model => FixtureModel.Of("xgboost/iris_softprob");
}
