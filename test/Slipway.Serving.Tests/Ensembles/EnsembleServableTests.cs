using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Tests.Scheduling.Sequences;
using Slipway.TestUtilities;
using static Slipway.Serving.Tests.Ensembles.EnsembleRig;

namespace Slipway.Serving.Tests.Ensembles;

public sealed class EnsembleServableTests : IAsyncDisposable
{
    private readonly EnsembleRig _rig = new();
    private readonly StepServable _twice = new(x => 2 * x[0], "x");
    private readonly StepServable _plusOne = new(x => x[0] + 1, "x");
    private readonly StepServable _sum = new(x => x[0] + x[1], "a", "b");
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int TensorsHeld => _twice.TensorsHeld + _plusOne.TensorsHeld + _sum.TensorsHeld;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Infer_Diamond_ComputesEachStepOnceAndFreesWhatIsInBetween()
    {
        await DiamondAsync();
        (await _rig.InferAsync("diamond", [("in", 5)])).Should().Equal(new Dictionary<string, float> { ["out"] = 16 });
        TensorsHeld.Should().Be(0);
        foreach (var model in (string[])["twice", "plus", "sum", "diamond"])
        {
            var statistics = _rig.Plane.Statistics(new ModelSelector(model)).Should().ContainSingle().Which.Statistics;
            statistics.Read().Success.Count.Should().Be(1);
        }
    }

    [Fact]
    public async Task Infer_TensorThatIsAnOutputAndAStepsInput_IsBoth()
    {
        await AddModelsAsync();
        await _rig.AddEnsembleAsync(
            "both",
            ["in"],
            ["half", "out", "in"],
            Step("plus", "x=half", "out"),
            Step("twice", "x=in", "half")
        );
        (await _rig.InferAsync("both", [("in", 5)]))
            .Should()
            .Equal(
                new Dictionary<string, float>
                {
                    ["half"] = 10,
                    ["out"] = 11,
                    ["in"] = 5,
                }
            );
        (await _rig.InferAsync("both", [("in", 5)], request => request.Outputs.Add(new RequestedOutput("out"))))
            .Should()
            .Equal(new Dictionary<string, float> { ["out"] = 11 });
        TensorsHeld.Should().Be(0);
    }

    [Fact]
    public async Task Infer_IndependentSteps_RunBesideEachOther()
    {
        await DiamondAsync();
        _twice.Gate = _plusOne.Gate = _gate.Task;
        var answer = _rig.InferAsync("diamond", [("in", 5)]);
        await _twice.Executing.Task;
        await _plusOne.Executing.Task;
        _gate.SetResult();
        (await answer)["out"].Should().Be(16);
    }

    [Fact]
    public async Task Infer_StepThatFails_IsNamedAndTheOthersAreEnded()
    {
        await DiamondAsync();
        _twice.Gate = _gate.Task;
        _plusOne.Error = new ServingException(ServingErrorCode.InvalidArgument, "no good") { Reason = "why" };
        var failed = await _rig.Invoking(r => r.InferAsync("diamond", [("in", 5)]))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("Step 2 of the ensemble 'diamond', model 'plus': no good");
        failed.Which.Code.Should().Be(ServingErrorCode.InvalidArgument);
        failed.Which.Reason.Should().Be("why");
        TensorsHeld.Should().Be(0);
    }

    [Fact]
    public async Task Infer_StepAfterAnotherFails_FreesWhatWasMade()
    {
        await DiamondAsync();
        _sum.Error = ServingException.InvalidArgument("no good");
        await _rig.Invoking(r => r.InferAsync("diamond", [("in", 5)]))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("Step 3*");
        TensorsHeld.Should().Be(0);
    }

    [Fact]
    public async Task Infer_CallerGivesUp_EndsItsSteps()
    {
        await DiamondAsync();
        _twice.Gate = _gate.Task;
        using var cancel = new CancellationTokenSource();
        var answer = _rig.InferAsync("diamond", [("in", 5)], cancellationToken: cancel.Token);
        await _twice.Executing.Task;
        await cancel.CancelAsync();
        await FluentActions.Awaiting(() => answer).Should().ThrowAsync<OperationCanceledException>();
        TensorsHeld.Should().Be(0);
    }

    [Fact]
    public async Task Infer_StepThatWasUnloaded_IsUnavailableByName()
    {
        await DiamondAsync();
        await _rig.Models.SetAspiredAsync(Lifecycle.Aspired.None("sum"), TestContext.Current.CancellationToken);
        var refused = await _rig.Invoking(r => r.InferAsync("diamond", [("in", 5)]))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("Step 3 of the ensemble 'diamond', model 'sum':*");
        refused.Which.Code.Should().Be(ServingErrorCode.Unavailable);
        TensorsHeld.Should().Be(0);
    }

    [Fact]
    public async Task Infer_EnsembleInAnEnsemble_Works()
    {
        await DiamondAsync();
        await _rig.AddEnsembleAsync(
            "outer",
            ["start"],
            ["end"],
            new EnsembleStepConfig
            {
                Model = "diamond",
                Inputs = { ["in"] = "start" },
                Outputs = { ["out"] = "middle" },
            },
            Step("plus", "x=middle", "end")
        );
        (await _rig.InferAsync("outer", [("start", 5)]))["end"].Should().Be(17);
        TensorsHeld.Should().Be(0);
    }

    [Fact]
    public async Task Infer_ParametersOfASequence_ReachTheStep()
    {
        await using var stateful = new AccumulatorServable();
        var loader = new FakeLoader("acc", 1, stateful)
        {
            Package = new ModelPackage(
                "acc",
                1,
                "/models",
                "/models",
                "fake",
                new ModelConfig { Sequence = SequenceRig.Sequence() }
            ),
        };
        await _rig.Models.SetAspiredAsync(Lifecycle.Aspired.Model(loader), TestContext.Current.CancellationToken);
        await AddModelsAsync();
        await _rig.AddEnsembleAsync(
            "sums",
            ["in"],
            ["out"],
            Step("twice", "x=in", "doubled"),
            Step("acc", "x=doubled", "out")
        );
        (await SendAsync(1, start: true)).Should().Be(2);
        (await SendAsync(2, start: false)).Should().Be(6);

        async Task<float> SendAsync(float x, bool start) =>
            (
                await _rig.InferAsync(
                    "sums",
                    [("in", x)],
                    request => request.Parameters = new() { ["sequence_id"] = new(3L), ["sequence_start"] = new(start) }
                )
            )["out"];
    }

    [Fact]
    public async Task Signature_Output_HasTheLabelsOfTheStepThatMakesIt()
    {
        await DiamondAsync();
        var model = await _rig.Plane.DescribeAsync(new ModelSelector("diamond"), TestContext.Current.CancellationToken);
        model.Signature.FindOutput("out")!.Labels.Should().Equal("yes");
        model.Details.Platform.Should().Be("ensemble");
    }

    private async Task DiamondAsync()
    {
        await AddModelsAsync();
        await _rig.AddEnsembleAsync(
            "diamond",
            ["in"],
            ["out"],
            Step("twice", "x=in", "left"),
            Step("plus", "x=in", "right"),
            Step("sum", "a=left b=right", "out")
        );
        _rig.ErrorOf("diamond").Should().BeNull();
    }

    private async Task AddModelsAsync()
    {
        await _rig.AddAsync("twice", _twice);
        await _rig.AddAsync("plus", _plusOne);
        await _rig.AddAsync("sum", _sum);
    }
}
