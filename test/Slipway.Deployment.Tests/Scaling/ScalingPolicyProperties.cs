using System.Text.Json;
using CsCheck;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Scaling;

namespace Slipway.Deployment.Tests.Scaling;

public sealed class ScalingPolicyProperties
{
    private static readonly Gen<ScalingConfig> Config = Gen.Select(
        Gen.Int[0, 4],
        Gen.Int[0, 12],
        Gen.Double[0.1, 20],
        Gen.Int[1, 120],
        Gen.Int[1, 30],
        Gen.Double[1, 5],
        Gen.Int[0, 300],
        (min, more, target, stable, panic, threshold, idle) =>
            new ScalingConfig
            {
                Min = min,
                Max = min + more,
                Target = target,
                StableWindow = TimeSpan.FromSeconds(stable),
                PanicWindow = TimeSpan.FromSeconds(panic),
                PanicThreshold = threshold,
                Idle = TimeSpan.FromSeconds(idle),
            }
    );

    // Runs of seconds with a load, some of them silent.
    private static readonly Gen<(int Seconds, double Load)[]> Loads = Gen.Select(
        Gen.Int[1, 90],
        Gen.Frequency((1, Gen.Const(0.0)), (3, Gen.Double[0, 100]), (1, Gen.Const(double.NaN)))
    ).Array[1, 12];

    [Fact]
    public void Decide_AnyLoad_StaysWithinItsBoundsAndSleepsOnlyAfterIdle() =>
        Gen.Select(Config, Loads)
            .Sample(
                (config, loads) =>
                {
                    var service = new ScaledService(config);
                    foreach (var load in loads.SelectMany(run => Enumerable.Repeat(run.Load, run.Seconds)))
                    {
                        var before = service.State.Desired;
                        service.Now += TimeSpan.FromSeconds(1);
                        var replicas = service.Observe(load).Replicas;
                        replicas.Should().BeInRange(config.Min, config.Max);
                        if (load > 0)
                            replicas.Should().BeGreaterThanOrEqualTo(Math.Min(1, config.Max));
                        if (replicas == 0 && before > 0)
                            (service.Now - service.State.LastActive).Should().BeGreaterThanOrEqualTo(config.Idle);
                        if (service.State.Panicked is not null && replicas < before)
                            replicas.Should().Be(0, "nothing is taken away in panic, but from a service that sleeps");
                    }
                },
                iter: 500
            );

    [Fact]
    public void Decide_AnyLoadAndThenAConstantOne_ConvergesAndStays() =>
        Gen.Select(Config, Loads, Gen.Double[0.1, 60])
            .Sample(
                (config, loads, load) =>
                {
                    var service = new ScaledService(config);
                    foreach (var run in loads)
                    {
                        service.Run(run.Seconds, run.Load);
                    }

                    var settled = service.Run(500, load);
                    settled
                        .Should()
                        .BeGreaterThanOrEqualTo(Math.Min(config.Max, (int)Math.Ceiling((load / config.Target) - 1e-3)));
                    settled
                        .Should()
                        .BeLessThanOrEqualTo(
                            Math.Clamp(
                                (int)Math.Ceiling(load / (0.9 * config.Target)),
                                Math.Max(1, config.Min),
                                Math.Max(1, config.Max)
                            )
                        );
                    service.Changes.Clear();
                    service.Run(200, load);
                    service.Changes.Should().BeEmpty();
                },
                iter: 200
            );

    [Fact]
    public void Decide_StateKeptAndReadAgain_DecidesTheSame() =>
        Gen.Select(Config, Loads, Gen.Int[0, 200])
            .Sample(
                (config, loads, at) =>
                {
                    var (one, other) = (new ScaledService(config), new ScaledService(config));
                    foreach (var load in loads.SelectMany(run => Enumerable.Repeat(run.Load, run.Seconds)))
                    {
                        one.Now += TimeSpan.FromSeconds(1);
                        other.Now += TimeSpan.FromSeconds(1);
                        if (at-- == 0)
                            other.Restart();
                        one.Observe(load).Replicas.Should().Be(other.Observe(load).Replicas);
                    }

                    Json(one.State).Should().Be(Json(other.State));
                },
                iter: 200
            );

    private static string Json(ScalingState state) =>
        JsonSerializer.Serialize(state, DeploymentJson.Default.ScalingState);
}
