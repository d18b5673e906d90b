using Slipway.Importers.SavedModel;
using Slipway.Importers.Tests.Fixtures;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Genuine SavedModels of TensorFlow 1.0 to 2.14 give the known answers of each of their signatures.</summary>
public sealed class SavedModelFixturesTests
{
    private const string Folder = "savedmodel";

    public static TheoryData<string> Models => ModelFixture.In(Folder);

    // Its examples are taken apart into features, which is the other way that its notes allow.
    private const string Estimator = "savedmodel/zoltar_iris_estimator";

    public static TheoryData<string> Refused =>
        [.. ModelFixture.In(Folder, "refusal").Select(row => row.Data).Where(path => path != Estimator)];

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

    [Fact]
    public void Import_OfAnEstimatorThatParsesExamples_TakesItsFeatures()
    {
        var model = Import(ModelFixture.Open(Estimator));
        model.Signatures.Select(signature => signature.Name).Should().StartWith(["serving_default"]);
        (string, NumpyArray)[] features =
        [
            .. new[] { "petal_length", "petal_width", "sepal_length", "sepal_width" }.Select(name =>
                (name, TestGraph.Array([1.5f, 5f], 2))
            ),
        ];
        var predict = model.Signatures.Single(signature => signature.Name == "predict");
        var answers = OnnxRun.Run(predict.Graph, features, "probabilities", "logits");
        var logits = answers["logits"].Values;
        answers["probabilities"].Shape.Should().Equal(2, 3);
        for (var row = 0; row < 2; row++)
        {
            var sum = logits[(3 * row)..(3 * row + 3)].Sum(Math.Exp);
            answers["probabilities"].Values[3 * row].Should().BeApproximately(Math.Exp(logits[3 * row]) / sum, 1e-5);
        }
    }

    private static ImportedModel Import(ModelFixture fixture) =>
        new SavedModelImporter().Import(fixture.Models["tf-saved-model"], TestContext.Current.CancellationToken);
}
