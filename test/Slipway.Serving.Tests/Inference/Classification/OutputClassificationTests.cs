using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Inference.Classification;
using Slipway.Tensors;

namespace Slipway.Serving.Tests.Inference.Classification;

[Collection(RentedMemoryTests.Name)]
public sealed class OutputClassificationTests
{
    private static readonly float[] Scores = [1.1f, 3.3f, 0.5f, 2.4f];

    [Fact]
    public void Apply_WithoutABatch_RanksTheWholeOutput()
    {
        using var classes = Apply(Scores, [1, 4], 2, maxBatchSize: 0);
        classes.Shape.Should().Be(new TensorShape(2));
        classes.ToStrings().Should().Equal("3.300000:1", "2.400000:3");
    }

    [Fact]
    public void Apply_WithABatch_RanksEachRow()
    {
        using var classes = Apply(Scores, [2, 2], 2, maxBatchSize: 8);
        classes.Shape.Should().Be(new TensorShape(2, 2));
        classes.ToStrings().Should().Equal("3.300000:1", "1.100000:0", "2.400000:1", "0.500000:0");
    }

    [Theory]
    [InlineData(-1, "[2,1]")]
    [InlineData(2, "[1]")]
    public void Apply_NothingSaidOfABatch_FollowsTheSignature(long firstDimension, string shape)
    {
        using var classes = Apply(Scores, [2, 2], 1, maxBatchSize: null, firstDimension);
        classes.Shape.ToString().Should().Be(shape);
    }

    [Fact]
    public void Apply_MoreThanThereAre_GivesAll()
    {
        using var classes = Apply(Scores, [1, 4], 100, maxBatchSize: 0);
        classes.Shape.Should().Be(new TensorShape(4));
    }

    [Fact]
    public void Apply_WithLabels_AppendsThoseThereAre()
    {
        using var classes = Apply(Scores, [4], 4, maxBatchSize: 0, labels: ["kürbis", "b:c", ""]);
        classes.ToStrings().Should().Equal("3.300000:1:b:c", "2.400000:3", "1.100000:0:kürbis", "0.500000:2:");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void Apply_EmptyOutput_GivesNoClasses(int maxBatchSize)
    {
        using var classes = Apply([], [0, 4], 3, maxBatchSize);
        classes.ElementCount.Should().Be(0);
    }

    [Fact]
    public void Apply_TooManyClasses_IsRefusedAndGivesTheMemoryBack()
    {
        var before = TensorBuffer.RentedBytes;
        var apply = () => Apply(new float[1_000_001], [1_000_001], long.MaxValue, maxBatchSize: 0);
        apply.Should().Throw<ServingException>().WithMessage("*'scores'*1000000*");
        TensorBuffer.RentedBytes.Should().Be(before);
    }

    public static TheoryData<ParameterValue> WrongCounts =>
        new((ParameterValue[])[new(0L), new(-1L), new(2.5), new("3"), new(true)]);

    [Theory]
    [MemberData(nameof(WrongCounts))]
    public void IsAsked_WrongCount_SaysWhatItMustBe(ParameterValue count)
    {
        using var request = Request(count);
        var check = () => OutputClassification.IsAsked(request, "m", Signature(DataType.Fp32, 4, []));
        check.Should().Throw<ServingException>().WithMessage($"*'m'*'scores'*'{count}'*from 1 on*");
    }

    [Theory]
    [InlineData(DataType.Bytes)]
    [InlineData(DataType.Fp16)]
    [InlineData(DataType.BF16)]
    [InlineData(DataType.Bool)]
    public void IsAsked_OutputThatHasNoOrder_IsRefused(DataType type)
    {
        using var request = Request(new ParameterValue(1L));
        var check = () => OutputClassification.IsAsked(request, "m", Signature(type, 4, []));
        check.Should().Throw<ServingException>().WithMessage($"*'scores'*{type.Name()}*");
    }

    private static InferenceRequest Request(ParameterValue count)
    {
        var request = new InferenceRequest { Model = new ModelSelector("m") };
        request.Outputs.Add(
            new RequestedOutput("scores", new InferenceParameters { [OutputClassification.Parameter] = count })
        );
        return request;
    }

    private static ModelSignature Signature(DataType type, long firstDimension, IReadOnlyList<string> labels) =>
        new(
            [new TensorSpec("x", DataType.Fp32, new TensorShape(firstDimension))],
            [new TensorSpec("scores", type, new TensorShape(firstDimension)) { Labels = labels }]
        );

    private static Tensor Apply(
        float[] scores,
        long[] shape,
        long count,
        int? maxBatchSize,
        long firstDimension = -1,
        string[]? labels = null
    )
    {
        using var request = Request(new ParameterValue(count));
        var response = new InferenceResponse();
        response.Outputs.Add(new NamedTensor("scores", Tensor.From<float>(scores, new TensorShape(shape))));
        var signature = Signature(DataType.Fp32, firstDimension, labels ?? []);
        OutputClassification.Apply(request, response, "m", signature, maxBatchSize);
        return response.Outputs.Should().ContainSingle().Which.Tensor;
    }
}
