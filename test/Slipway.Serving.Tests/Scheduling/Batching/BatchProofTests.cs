using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling.Batching;
using Slipway.Serving.Scheduling.Batching.Proof;
using Slipway.Tensors;

namespace Slipway.Serving.Tests.Scheduling.Batching;

public sealed class BatchProofTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prove_IndependentRows_Succeeds()
    {
        var verdict = await ProveAsync(new RowServable());
        verdict.Problem.Should().BeNull();
        verdict.Rows.Should().Be(ProofRows.Count);
        verdict.SingleTicks.Should().BePositive();
        verdict.BatchTicks.Should().BePositive();
    }

    [Fact]
    public async Task Prove_RowsThatShareAScale_Fails()
    {
        // As under dynamic quantisation: what is added depends on the largest number of the whole batch.
        var servable = new RowServable { Influence = all => all.Max(Math.Abs) / 127 };
        (await ProveAsync(servable)).Problem.Should().Contain("'sum'").And.Contain("influence each other");
    }

    [Fact]
    public async Task Prove_ModelThatLosesRows_Fails() =>
        (await ProveAsync(new RowServable { LosesARow = true })).Problem.Should().Contain("one row and not 8");

    [Fact]
    public async Task Prove_FixedFirstDimension_SaysWhich()
    {
        var servable = new RowServable
        {
            Signature = new ModelSignature(
                [new TensorSpec("x", DataType.Fp32, new TensorShape(1, -1))],
                [new TensorSpec("sum", DataType.Fp32, new TensorShape(1))]
            ),
        };
        (await ProveAsync(servable)).Problem.Should().Contain("'x' [1,-1] is not free");
        servable.Executions.Should().Be(0);
    }

    [Fact]
    public void Problem_OutputOfUnknownRank_IsSaidAsThat()
    {
        var signature = new ModelSignature(
            [new TensorSpec("x", DataType.Fp32, new TensorShape(-1, 2))],
            [new TensorSpec("y", DataType.Fp32, new TensorShape()) { HasUnknownRank = true }]
        );
        BatchAxis.Problem(signature).Should().Be("the model does not say which dimensions 'y' has");
    }

    [Fact]
    public void Problem_OutputThatIsOneValue_IsSaidAsThat()
    {
        var signature = new ModelSignature(
            [new TensorSpec("x", DataType.Fp32, new TensorShape(-1, 2))],
            [new TensorSpec("y", DataType.Fp32, new TensorShape())]
        );
        BatchAxis.Problem(signature).Should().Contain("'y' is one value");
    }

    [Fact]
    public async Task Prove_ModelThatRefusesEverything_AsksForSamples()
    {
        var servable = new RowServable { Gate = _ => throw Errors.ServingException.InvalidArgument("never") };
        (await ProveAsync(servable)).Problem.Should().Contain("never").And.Contain("warm-up");
    }

    [Fact]
    public async Task Prove_AnswersThatAreAllAlike_ProveNothing()
    {
        var servable = new ConstantServable();
        (await ProveAsync(servable)).Problem.Should().Contain("alike");
    }

    [Fact]
    public async Task Prove_Samples_AreWhatIsComputed()
    {
        // Of length 3, which the made-up rows would not have.
        var lengths = new List<long>();
        var servable = new ConstantServable
        {
            Seen = request => lengths.Add(request.FindInput("x")!.Value.Tensor.Shape[1]),
        };
        using var sample = RowServable.Request(3, 1, 2, 3);
        await new BatchProof(Package(), servable, BatchPlan.Of(Package())).ProveAsync([sample], Token);
        lengths.Should().NotBeEmpty().And.OnlyContain(length => length == 3);
    }

    [Fact]
    public async Task Prove_FilledUpInput_FindsTheOutputsThatFollowIt()
    {
        var plan = BatchPlan.Of(Package()) with
        {
            Padding = new Dictionary<string, PaddingConfig> { ["x"] = new() { Axis = 1 } },
        };
        var verdict = await new BatchProof(Package(), new RowServable(), plan).ProveAsync([], Token);
        verdict.Problem.Should().BeNull();
        verdict
            .Cuts.Should()
            .ContainSingle()
            .Which.Should()
            .Be(KeyValuePair.Create("double", new PaddedOutput(1, "x", 1)));
    }

    [Fact]
    public async Task Prove_FilledWithAValueThatCounts_Fails()
    {
        var plan = BatchPlan.Of(Package()) with
        {
            Padding = new Dictionary<string, PaddingConfig>
            {
                ["x"] = new() { Axis = 1, Value = 1 },
            },
        };
        (await new BatchProof(Package(), new RowServable(), plan).ProveAsync([], Token))
            .Problem.Should()
            .Contain("influence");
    }

    private static ModelPackage Package() => new("m", 1, "/m", "/m", "fake", new ModelConfig());

    private static Task<BatchVerdict> ProveAsync(IServable servable) =>
        new BatchProof(Package(), servable, BatchPlan.Of(Package())).ProveAsync([], Token);

    private sealed class ConstantServable : IServable
    {
        public Action<InferenceRequest> Seen { get; init; } = static _ => { };

        public ModelSignature Signature { get; } =
            new(
                [new TensorSpec("x", DataType.Fp32, new TensorShape(-1, -1))],
                [new TensorSpec("one", DataType.Fp32, new TensorShape(-1))]
            );

        public ModelDetails Details { get; } = new("fake", []);

        public int Concurrency => 1;

        public ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken)
        {
            Seen(request);
            var rows = (int)request.Inputs[0].Tensor.Shape[0];
            var response = new InferenceResponse();
            response.Outputs.Add(new NamedTensor("one", Tensor.From<float>(new float[rows], new TensorShape(rows))));
            return ValueTask.FromResult(response);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
