using Slipway.Importers.SavedModel;
using Slipway.Importers.Tests.Fixtures;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Genuine SavedModels of TensorFlow 1.0 to 2.14 give the known answers of each of their signatures.</summary>
public sealed class SavedModelFixturesTests
{
    private const string Folder = "savedmodel";

    public static TheoryData<string> Models => ModelFixture.In(Folder);

    public static TheoryData<string> Refused => ModelFixture.In(Folder, "refusal");

    [Theory]
    [MemberData(nameof(Models))]
    public void Import_EachSignatureWithKnownAnswers_GivesThem(string path)
    {
        var fixture = ModelFixture.Open(path);
        var model = Import(fixture);
        foreach (var signature in fixture.Json.GetProperty("cases").EnumerateArray())
        {
            var known = ModelFixture.Open(Path.Combine(path, signature.GetString()!));
            var imported = model.Signatures.Single(candidate => candidate.Name == signature.GetString());
            OnnxRun.Check(known, imported.Graph);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Import_OfWhatCannotBeImported_IsRefusedWithReasons(string path)
    {
        var fixture = ModelFixture.Open(path);
        var import = () => Import(fixture);
        var refusal = import.Should().Throw<ImportException>().Which;
        refusal.Reason.Should().BeOneOf(ImportReasons.Unsupported, ImportReasons.Corrupt);
        if (refusal.Reason == ImportReasons.Unsupported)
            refusal.Problems.Should().NotBeEmpty();
    }

    private static ImportedModel Import(ModelFixture fixture) =>
        new SavedModelImporter().Import(fixture.Models["tf-saved-model"], TestContext.Current.CancellationToken);
}
