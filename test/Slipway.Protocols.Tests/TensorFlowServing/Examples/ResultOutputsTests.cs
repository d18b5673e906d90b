using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing;
using Slipway.Protocols.TensorFlowServing.Examples;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.TensorFlowServing.Examples;

public sealed class ResultOutputsTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void Classification_OfTensorFlowsNames_PairsThem()
    {
        var outputs = Classify(Text("classes", -1, 2), Floats("scores", -1, 2), Floats("logits", -1, 2));
        using var response = Response(
            ("classes", Tensor.FromStrings(["a", "b", "c", "d"], new(2, 2))),
            ("scores", Tensor.From<float>([1, 2, 3, 4], new(2, 2)))
        );

        var result = outputs.Read(response, 2);

        outputs.Names.Should().Equal("classes", "scores");
        Pairs(result).Should().Equal("a=1", "b=2", "c=3", "d=4");
    }

    [Fact]
    public void Classification_OfLabelledScores_UsesTheLabels()
    {
        var scores = Floats("probabilities", -1, 3) with { Labels = ["cat", "dog"] };
        var outputs = Classify(scores, Floats("embedding", -1, 128), new TensorSpec("label", DataType.Int64, new(-1)));
        using var response = Response(("probabilities", Tensor.From<float>([0.5f, 0.25f, 0.25f], new(1, 3))));

        outputs.Names.Should().Equal("probabilities");
        Pairs(outputs.Read(response, 1)).Should().Equal("cat=0.5", "dog=0.25", "=0.25");
    }

    [Fact]
    public void Classification_OfTextAlone_HasScoresOfZero()
    {
        var outputs = Classify(Text("labels", -1, -1));
        using var response = Response(("labels", Tensor.FromStrings(["a"], new(1, 1))));

        Pairs(outputs.Read(response, 1)).Should().Equal("a=0");
    }

    [Fact]
    public void Classification_OfNumberedClasses_WritesThemInDecimal()
    {
        var outputs = Classify(new TensorSpec("classes", DataType.Int64, new(-1, 2)), Floats("scores", -1, 2));
        using var response = Response(
            ("classes", Tensor.From<long>([7, -1], new(1, 2))),
            ("scores", Tensor.From<float>([1, 2], new(1, 2)))
        );

        Pairs(outputs.Read(response, 1)).Should().Equal("7=1", "-1=2");
    }

    [Fact]
    public void Classification_OfTwoCandidates_NamesThemAndTheRemedy()
    {
        var act = () => Classify(Floats("a", -1, 2), Floats("b", -1, 2));

        act.Should()
            .Throw<ServingException>()
            .WithMessage("Model 'm': *a: FP32[-1,2], b: FP32[-1,2]*model.yaml*classify_scores*")
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public void Classification_OfTwoCandidates_FollowsThePackage()
    {
        var outputs = ClassificationOutputs.Of(
            "m",
            Signature(Floats("a", -1, 2), Floats("b", -1, 2)),
            new Dictionary<string, string> { [ResultParameters.Scores] = "b" }
        );

        outputs.Names.Should().Equal("b");
    }

    [Fact]
    public void Classification_OfAModelWithout_IsRefused()
    {
        var act = () => Classify(new TensorSpec("boxes", DataType.Fp32, new(-1, 4, 4)));

        act.Should().Throw<ServingException>().WithMessage("*no output for the scores*boxes: FP32[-1,4,4]*:predict*");
    }

    [Fact]
    public void Classification_OfAnotherBatch_IsRefused()
    {
        var outputs = Classify(Floats("scores", -1, 2));
        using var response = Response(("scores", Tensor.From<float>([1, 2], new(1, 2))));

        var act = () => outputs.Read(response, 2);

        act.Should().Throw<ServingException>().WithMessage("*[1,2] for 2 examples*");
    }

    [Theory]
    [InlineData(new long[] { -1 }, new long[] { 2 })]
    [InlineData(new long[] { -1, 1 }, new long[] { 2, 1 })]
    [InlineData(new long[] { -1, -1 }, new long[] { 2, 1 })]
    public void Regression_OfTheOnlyFloatOutput_HasOneValueEach(long[] dims, long[] actual)
    {
        var output = Regress(Floats("y", dims), new TensorSpec("count", DataType.Int64, new(-1)));
        using var response = Response(("y", Tensor.From<float>([1, 2], new(actual))));

        output.Name.Should().Be("y");
        output.Read(response, 2).Should().Equal(1, 2);
    }

    [Fact]
    public void Regression_OfTensorFlowsName_PrefersIt() =>
        Regress(Floats("y", -1), Floats("outputs", -1)).Name.Should().Be("outputs");

    [Fact]
    public void Regression_OfHalves_WidensThem()
    {
        var output = Regress(new TensorSpec("y", DataType.Fp16, new(-1)));
        using var response = Response(("y", Tensor.From<Half>([(Half)1.5], new(1))));

        output.Read(response, 1).Should().Equal(1.5f);
    }

    [Fact]
    public void Regression_OfTwoCandidates_NamesThemAndTheRemedy()
    {
        var act = () => Regress(Floats("a", -1), Floats("b", -1));

        act.Should().Throw<ServingException>().WithMessage("*a: FP32[-1], b: FP32[-1]*model.yaml*regress_output*");
    }

    [Fact]
    public void Regression_OfTwoCandidates_FollowsThePackage()
    {
        var signature = Signature(Floats("a", -1), Floats("b", -1));

        RegressionOutput
            .Of("m", signature, new Dictionary<string, string> { [ResultParameters.Regression] = "b" })
            .Name.Should()
            .Be("b");
        var act = () =>
            RegressionOutput.Of("m", signature, new Dictionary<string, string> { [ResultParameters.Regression] = "c" });
        act.Should().Throw<ServingException>().WithMessage("*'c', which is no output*a: FP32[-1]*");
    }

    [Fact]
    public void Regression_OfManyValues_IsRefused()
    {
        var output = Regress(Floats("y", -1, -1));
        using var response = Response(("y", Tensor.From<float>([1, 2], new(1, 2))));

        var act = () => output.Read(response, 1);

        act.Should().Throw<ServingException>().WithMessage("*[1,2] for 1 examples*");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("serving_default")]
    [InlineData("tensorflow/serving/regress")]
    public void Signature_OfTheDefaultOrTheMethod_IsTaken(string? name)
    {
        var only = Signature();

        SignatureNames.Find("m", only, name, SignatureNames.Regress).Should().BeSameAs(only);
    }

    [Fact]
    public void Signature_OfAnotherName_IsRefusedWithThoseThereAre()
    {
        var act = () => SignatureNames.Find("m", Signature(), "regress_x_to_y", SignatureNames.Regress);

        act.Should()
            .Throw<ServingException>()
            .WithMessage("*'regress_x_to_y'*serving_default, tensorflow/serving/regress*");
    }

    private static ClassificationOutputs Classify(params TensorSpec[] outputs) =>
        ClassificationOutputs.Of("m", Signature(outputs), None);

    private static RegressionOutput Regress(params TensorSpec[] outputs) =>
        RegressionOutput.Of("m", Signature(outputs), None);

    private static ModelSignature Signature(params TensorSpec[] outputs) => new([], outputs);

    private static TensorSpec Floats(string name, params long[] dims) => new(name, DataType.Fp32, new(dims));

    private static TensorSpec Text(string name, params long[] dims) => new(name, DataType.Bytes, new(dims));

    private static InferenceResponse Response(params (string Name, Tensor Tensor)[] outputs)
    {
        var response = new InferenceResponse();
        response.Outputs.AddRange(outputs.Select(output => new NamedTensor(output.Name, output.Tensor)));
        return response;
    }

    private static IEnumerable<string> Pairs(ClassificationResult result) =>
        from example in Enumerable.Range(0, result.ExampleCount)
        from @class in Enumerable.Range(0, result.ClassCount)
        select $"{result.Label(example, @class)}={result.Score(example, @class)}";
}
