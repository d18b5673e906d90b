using Slipway.Importers.Keras;
using Slipway.Importers.Tests.Fixtures;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Keras;

public sealed class KerasFixtureTests
{
    public static TheoryData<string> Written => ModelFixture.In("keras");

    public static TheoryData<string> WrittenByTensorFlow => ModelFixture.In("keras-tf");

    public static TheoryData<string> ToBeRefused => ModelFixture.In("keras-edge", "refusal");

    [Theory]
    [MemberData(nameof(Written))]
    [MemberData(nameof(WrittenByTensorFlow))]
    public void Model_OfEachFixture_GivesTheFrameworksNumbers(string path)
    {
        var fixture = ModelFixture.Open(path);

        foreach (var model in fixture.Models.Values)
        {
            var imported = new KerasImporter().Import(model, TestContext.Current.CancellationToken);

            OnnxRun.Check(fixture, imported.Signatures[0].Graph);
            imported.Steps.Should().NotBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(ToBeRefused))]
    public void Model_ThatCannotBeImported_IsRefused(string path)
    {
        var fixture = ModelFixture.Open(path);

        var import = () =>
            new KerasImporter().Import(fixture.Models.Values.First(), TestContext.Current.CancellationToken);

        var reason = path.Contains("truncated") ? ImportReasons.Corrupt : ImportReasons.Unsupported;
        import.Should().Throw<ImportException>().Which.Reason.Should().Be(reason);
    }
}
