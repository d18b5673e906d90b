using Slipway.Inference;
using Slipway.Models;
using Slipway.Tasks.Tabular;
using Slipway.Tensors;
using static Slipway.Tasks.Tests.Tabular.TabularRig;

namespace Slipway.Tasks.Tests.Tabular;

/// <summary>What outputs become in answers.</summary>
public sealed class TabularAnswerTests
{
    private static readonly TensorSpec X = Spec("x", DataType.Fp32, -1);

    [Fact]
    public async Task Classes_TextsWithProbabilities_AreNamed()
    {
        var rig = await LoadAsync(
            new ModelSignature(
                [X],
                [
                    Spec("species", DataType.Bytes, -1),
                    Spec("probabilities", DataType.Fp32, -1, 3) with
                    {
                        Labels = ["setosa", "versicolor", "virginica"],
                    },
                ]
            ),
            _ =>
                [
                    new NamedTensor("species", Tensor.FromStrings(["versicolor"], new TensorShape(1))),
                    new NamedTensor("probabilities", Tensor.From<float>([0.1f, 0.7f, 0.2f], new TensorShape(1, 3))),
                ]
        );
        (await rig.AnswerAsync("""{"x": 1}"""))
            .Should()
            .Be(
                """{"label":"versicolor","score":0.7,"probabilities":{"setosa":0.1,"versicolor":0.7,"virginica":0.2}}"""
            );
        (await rig.AnswerAsync("x\n1\n", "text/csv", "text/csv"))
            .Should()
            .Be(
                "label,score,probability_setosa,probability_versicolor,probability_virginica\r\nversicolor,0.7,0.1,0.7,0.2\r\n"
            );
        (await rig.AnswerAsync("""{"instances": [[1]]}""")).Should().Be("""{"predictions":["versicolor"]}""");
        rig.Description.Labels.Should().Equal("setosa", "versicolor", "virginica");
    }

    [Fact]
    public async Task Classes_OneProbabilityAndTwoLabels_IsOfTheSecond()
    {
        var rig = await LoadAsync(
            new ModelSignature([X], [Spec("predict", DataType.Fp32, -1), Spec("margin", DataType.Fp32, -1)]),
            _ => [new NamedTensor("predict", Tensor.From<float>([0.25f], new TensorShape(1)))],
            """{"labels": ["no", "yes"]}"""
        );
        (await rig.AnswerAsync("""{"x": 1}"""))
            .Should()
            .Be("""{"label":"no","score":0.75,"probabilities":{"no":0.75,"yes":0.25}}""");
    }

    [Fact]
    public async Task Classes_OfMLNet_LeaveOutWhatIsHandedOn()
    {
        var rig = await LoadAsync(
            new ModelSignature(
                [Spec("x", DataType.Fp32, -1, 1)],
                [
                    Spec("x.output", DataType.Fp32, -1, 1),
                    Spec("PredictedLabel.output", DataType.Bytes, -1, 1),
                    Spec("Score.output", DataType.Fp32, -1, 2),
                ]
            ),
            _ =>
                [
                    new NamedTensor("PredictedLabel.output", Tensor.FromStrings(["b"], new TensorShape(1, 1))),
                    new NamedTensor("Score.output", Tensor.From<float>([0.25f, 0.75f], new TensorShape(1, 2))),
                ]
        );
        (await rig.AnswerAsync("""{"x": 1}"""))
            .Should()
            .Be("""{"label":"b","score":0.75,"probabilities":{"0":0.25,"1":0.75}}""");
    }

    [Fact]
    public async Task Values_SeveralTargets_HaveNames()
    {
        var rig = await LoadAsync(
            new ModelSignature([X], [Spec("y", DataType.Fp32, -1, 2), Spec("z", DataType.Fp64, -1)]),
            _ =>
                [
                    new NamedTensor("y", Tensor.From<float>([1.5f, 2], new TensorShape(1, 2))),
                    new NamedTensor("z", Tensor.From<double>([0.1], new TensorShape(1))),
                ],
            """{"values": [{"output": "y", "name": "rent", "unit": "EUR"}, {"output": "y", "name": "size"}, {"output": "z", "name": "risk"}]}""",
            TabularTask.Regression
        );
        (await rig.AnswerAsync("""{"x": 1}""")).Should().Be("""{"rent":1.5,"size":2,"risk":0.1}""");
        (await rig.AnswerAsync("x\n1\n", "text/csv", "text/csv")).Should().Be("rent,size,risk\r\n1.5,2,0.1\r\n");
        rig.Description.ResponseSchema.GetProperty("properties")
            .GetProperty("rent")
            .GetProperty("description")
            .GetString()
            .Should()
            .Contain("EUR");
    }

    [Fact]
    public async Task Regression_ModelWithALabel_AnswersValues()
    {
        var rig = await LoadAsync(
            new ModelSignature([X], [Spec("variable", DataType.Fp32, -1, 1)]),
            _ => [new NamedTensor("variable", Tensor.From<float>([3], new TensorShape(1, 1)))],
            task: TabularTask.Regression
        );
        (await rig.AnswerAsync("""{"x": 1}""")).Should().Be("""{"value":3}""");
    }
}
