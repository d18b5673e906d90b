using System.Collections.Concurrent;
using Slipway.Errors;
using Slipway.Models;
using Slipway.TestUtilities;
using static Slipway.Serving.Tests.Ensembles.EnsembleRig;

namespace Slipway.Serving.Tests.Ensembles;

public sealed class EnsembleLoaderTests
{
    private static readonly StepServable Twice = new(x => 2 * x[0], "x");
    private static readonly StepServable Sum = new(x => x[0] + x[1], "a", "b");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_StepThatIsStillLoading_IsWaitedFor()
    {
        await using var rig = new EnsembleRig();
        var load = new TaskCompletionSource<IServable>();
        var ensemble = rig.AddEnsembleAsync("e", ["in"], ["out"], Step("late", "x=in", "out"));
        var step = rig.Models.SetAspiredAsync(
            Lifecycle.Aspired.Model(new FakeLoader("late", 1, () => load.Task)),
            Token
        );
        load.SetResult(Twice);
        await step;
        await ensemble;
        rig.ErrorOf("e").Should().BeNull();
        (await rig.InferAsync("e", [("in", 4)]))["out"].Should().Be(8);
    }

    [Fact]
    public async Task Load_StepThatNobodyHas_FailsAndIsLoadedAsSoonAsItComes()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        await using var rig = new EnsembleRig(time);
        await rig.AddAsync("twice", Twice);
        var failures = Failures(rig);
        var tried = rig.AddEnsembleAsync(
            "e",
            ["in"],
            ["out"],
            Step("missing", "x=in", "between"),
            Step("twice", "x=between", "out")
        );
        await AdvanceUntilAsync(time, () => failures.ContainsKey("e"));
        await tried;
        var error = failures["e"];
        error.Reason.Should().Be("missing-step");
        error.Message.Should().Contain("'e'").And.Contain("'missing'");

        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Models.Changed += () =>
        {
            if (rig.Models.Statuses.Any(status => status.Name == "e" && status.IsAvailable))
                came.TrySetResult();
        };
        await rig.AddAsync("missing", Twice);
        await came.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        (await rig.InferAsync("e", [("in", 4)]))["out"].Should().Be(16);
    }

    [Fact]
    public async Task Load_EnsemblesThatNeedEachOther_AreBothRefused()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        await using var rig = new EnsembleRig(time);
        var failures = Failures(rig);
        _ = rig.AddEnsembleAsync("one", ["in"], ["y"], Step("two", "in=in", "y"));
        _ = rig.AddEnsembleAsync("two", ["in"], ["y"], Step("one", "in=in", "y"));
        await AdvanceUntilAsync(time, () => failures.Count == 2);
        failures
            .Values.Should()
            .Contain(error => error.Reason == "invalid-ensemble" && error.Message.Contains("step of its own"));
        rig.Models.Statuses.Should().NotContain(status => status.IsAvailable);
    }

    [Fact]
    public async Task Load_WrongGraph_TellsAllOfItAtOnce()
    {
        await using var rig = new EnsembleRig();
        await rig.AddAsync("twice", Twice);
        await rig.AddAsync("sum", Sum);
        var config = new ModelConfig
        {
            Inputs =
            {
                ["in"] = Tensor(),
                ["wide"] = Tensor("FP32", 3),
                ["whole"] = Tensor("INT32"),
                ["bare"] = new TensorConfig(),
                ["odd"] = Tensor("FP31"),
            },
            Outputs = { ["out"] = Tensor(), ["never"] = Tensor() },
            Ensemble = new EnsembleConfig
            {
                Steps =
                [
                    Step("twice", "x=wide", "out"),
                    Step("twice", "x=whole", "out"),
                    Step("twice", "x=nowhere nope=in", "third"),
                    Step("sum", "a=in", "fourth"),
                ],
            },
        };
        config.Ensemble.Steps[3].Outputs["z"] = "fifth";
        await rig.AddEnsembleAsync("e", config);
        var error = rig.ErrorOf("e")!;
        error.Reason.Should().Be("invalid-ensemble");
        foreach (
            var part in (string[])
                [
                    "input 'bare' needs a datatype and a shape",
                    "unknown datatype 'FP31'",
                    "'wide' in the shape [1], but the ensemble's input gives it in [3]",
                    "'whole' as FP32, but the ensemble's input gives it as INT32",
                    "'out' comes from two places: step 1 (model 'twice') and step 2 (model 'twice')",
                    "takes the tensor 'nowhere', which no step makes",
                    "step 3 (model 'twice') has no input 'nope'",
                    "step 4 (model 'sum') needs its input 'b'",
                    "step 4 (model 'sum') has no output 'z'",
                    "output 'never' takes the tensor 'never', which no step makes",
                ]
        )
        {
            error.Message.Should().Contain(part);
        }
    }

    [Fact]
    public async Task Load_StepsInACircle_AreNamed()
    {
        await using var rig = new EnsembleRig();
        await rig.AddAsync("twice", Twice);
        await rig.AddAsync("sum", Sum);
        await rig.AddEnsembleAsync(
            "e",
            ["in"],
            ["out"],
            Step("sum", "a=in b=back", "forth"),
            Step("twice", "x=forth", "back"),
            Step("twice", "x=in", "out")
        );
        rig.ErrorOf("e")!.Message.Should().Contain("wait for each other's tensors: 1 ('sum'), 2 ('twice')");
    }

    private static ConcurrentDictionary<string, ServingException> Failures(EnsembleRig rig)
    {
        var failures = new ConcurrentDictionary<string, ServingException>();
        rig.Models.Loaded += outcome =>
        {
            if (outcome.Error is { } error)
                failures.TryAdd(outcome.Model, error);
        };
        return failures;
    }

    // From timer to timer: time that ran on by itself would overtake the waits between attempts, without an end. A
    // failure is told before the timer of the next attempt is set.
    private static async Task AdvanceUntilAsync(ManualTimeProvider time, Func<bool> isDone)
    {
        while (true)
        {
            var left = await time.WaitForTimerAsync(Token);
            if (isDone())
                return;
            time.Advance(left);
        }
    }
}
