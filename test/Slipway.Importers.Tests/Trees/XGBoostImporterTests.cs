using System.Text;
using Slipway.Importers.Tests.Fixtures;
using Slipway.Importers.Trees.XGBoost;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Trees;

public sealed class XGBoostImporterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Fixtures => ModelFixture.In("xgboost");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Import_ModelWithKnownAnswers_GivesThem(string path)
    {
        var fixture = ModelFixture.Open(path);
        foreach (var (format, file) in fixture.Models)
        {
            // XGBoost itself gave up its first form.
            if (format == "deprecated-binary")
                continue;
            var importer = new XGBoostImporter();
            importer.Recognizes(file).Should().BeTrue();
            OnnxRun.Check(fixture, importer.Import(file, Token).Signatures[0].Graph);
        }
    }

    [Fact]
    public void Import_SplitByCategory_SendsTheSetToTheRight()
    {
        // Categories 2 and 5 are on the right, what is missing is on the left.
        var graph = Import(
            Model(
                """
                "left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[1,0,0],
                "split_conditions":[0,10,20],"default_left":[1,0,0],"split_type":[1,0,0],
                "categories":[2,5],"categories_nodes":[0],"categories_segments":[0],"categories_sizes":[2]
                """
            )
        );

        var rows = new float[] { 0, 2, 0, 5.5f, 0, 3, 0, float.NaN };
        Values(graph, rows, "predict").Should().Equal(20.5, 20.5, 10.5, 10.5);
        Values(graph, rows, "leaf").Should().Equal(2, 2, 1, 1);
    }

    [Theory]
    [InlineData("binary:logistic", "0.5", 0.0, 0.9933071)]
    [InlineData("binary:logitraw", "0.5", 0.0, 5)]
    [InlineData("binary:hinge", "0.5", 0.5, 1)]
    [InlineData("count:poisson", "2", 0.6931472, 296.8263)]
    [InlineData("reg:squarederror", "[5E-1]", 0.5, 5.5)]
    public void Import_Objective_LinksAndStarts(string objective, string score, double start, double prediction)
    {
        var graph = Import(Model(Stump, objective, score));

        var rows = new float[] { 1, 0 };
        Values(graph, rows, "margin")[0].Should().BeApproximately(start + 5, 1e-5);
        Values(graph, rows, "predict")[0].Should().BeApproximately(prediction, 1e-4 * prediction);
    }

    [Fact]
    public void Import_Dart_WeighsTheTrees()
    {
        var model = Model(Stump).Replace("\"name\":\"gbtree\"", "\"name\":\"dart\"", StringComparison.Ordinal);
        model = model.Replace(
            "\"gradient_booster\":{",
            "\"gradient_booster\":{\"weight_drop\":[0.5],\"gbtree\":{",
            StringComparison.Ordinal
        );
        model = model.Replace("\"name\":\"dart\"}", "\"x\":0},\"name\":\"dart\"}", StringComparison.Ordinal);

        Values(Import(model), [1, 0], "predict").Should().Equal(3);
    }

    [Fact]
    public void Import_BareNaN_IsRead() =>
        Values(
                Import(
                    Model(Stump)
                        .Replace(
                            "\"attributes\":{}",
                            "\"attributes\":{\"missing\":NaN,\"most\":-Infinity}",
                            StringComparison.Ordinal
                        )
                ),
                [0, 0],
                "predict"
            )
            .Should()
            .Equal(-4.5);

    [Theory]
    [InlineData("\"left_children\":[1,-1,-1]", "\"left_children\":[0,-1,-1]", "reached twice")]
    [InlineData("\"left_children\":[1,-1,-1]", "\"left_children\":[7,-1,-1]", "left_children")]
    [InlineData("\"split_indices\":[0,0,0]", "\"split_indices\":[9,0,0]", "feature 9")]
    [InlineData("\"split_conditions\":[0.5,-5,5]", "\"split_conditions\":[0.5]", "different lengths")]
    [InlineData("\"num_feature\":\"2\"", "\"num_feature\":\"2000000000\"", "num_feature")]
    [InlineData("\"tree_info\":[0]", "\"tree_info\":[3]", "tree_info")]
    public void Import_Damaged_IsRefused(string part, string instead, string problem)
    {
        var act = () => Import(Model(Stump).Replace(part, instead, StringComparison.Ordinal));
        var error = act.Should().Throw<ImportException>().Which;
        error.Reason.Should().Be(ImportReasons.Corrupt);
        error.Message.Should().Contain(problem);
    }

    [Fact]
    public void Import_UnknownObjective_IsRefusedByName()
    {
        var act = () => Import(Model(Stump, "my:own"));
        act.Should().Throw<ImportException>().Which.Message.Should().Contain("'my:own'").And.Contain("runtime: python");
    }

    [Fact]
    public void Import_CutOffAnywhere_IsRefused()
    {
        var fixture = ModelFixture.Open("xgboost/iris_softprob");
        foreach (var form in (string[])["xgboost-json", "ubj"])
        {
            var whole = File.ReadAllBytes(fixture.Models[form]);
            for (var length = 64; length < whole.Length; length += whole.Length / 97)
            {
                var part = _folder.Write($"part{length}.{(form == "ubj" ? "ubj" : "json")}", whole.AsSpan(0, length));
                var act = () => new XGBoostImporter().Import(part, Token);
                act.Should().Throw<ImportException>().Which.Reason.Should().Be(ImportReasons.Corrupt);
            }
        }
    }

    [Fact]
    public void Import_CountBeyondTheFile_IsRefusedBeforeMemoryIsTaken()
    {
        // {"learner": an array of so many doubles
        var bytes = "{L\0\0\0\0\0\0\0\alearner[$D#L"u8.ToArray().Concat(new byte[] { 0x10, 0, 0, 0, 0, 0, 0, 0 });
        var act = () => new XGBoostImporter().Import(_folder.Write("model.ubj", [.. bytes]), Token);
        act.Should().Throw<ImportException>().Which.Message.Should().Contain("cut off");
    }

    public void Dispose() => _folder.Dispose();

    private const string Stump = """
        "left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],
        "split_conditions":[0.5,-5,5],"default_left":[1,0,0]
        """;

    private static string Model(string tree, string objective = "reg:squarederror", string score = "5E-1") =>
        $$$"""
            {"learner":{"attributes":{},"feature_names":[],"gradient_booster":{"model":{
            "tree_info":[0],"trees":[{{{{tree}}},"tree_param":{"num_nodes":"3"}}]},"name":"gbtree"},
            "learner_model_param":{"base_score":"{{{score}}}","num_class":"0","num_feature":"2"},
            "objective":{"name":"{{{objective}}}"}},"version":[2,1,0]}
            """.ReplaceLineEndings("");

    private Slipway.Onnx.OnnxGraphBuilder Import(string json) =>
        new XGBoostImporter()
            .Import(_folder.Write("model.json", Encoding.UTF8.GetBytes(json)), Token)
            .Signatures[0]
            .Graph;

    private static double[] Values(Slipway.Onnx.OnnxGraphBuilder graph, float[] rows, string output) =>
        TreeRows.Run(graph, rows, 2)[output].Values;
}
