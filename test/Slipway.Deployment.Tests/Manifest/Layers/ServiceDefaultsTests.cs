namespace Slipway.Deployment.Tests.Manifest.Layers;

public sealed class ServiceDefaultsTests
{
    [Fact]
    public void Read_Defaults_AreUnderEveryServiceAndLoseAgainstIt()
    {
        var manifest = ManifestFolder.Valid(
            """
            defaults:
              replicas: 2
              environment: { A: "1", B: "1" }
              server: { log_level: warning, mcp: true }
              starts_after: [c]
            services:
              a: { model: m.onnx, replicas: 5, environment: { A: "2", B: } }
              b: { model: m.onnx, scaling: { max: 8 }, server: }
              c: { model: m.onnx, starts_after: [] }
            """
        );

        var (a, b, c) = (manifest.Services["a"], manifest.Services["b"], manifest.Services["c"]);
        (a.Replicas, a.Server!.LogLevel).Should().Be((5, "warning"));
        a.Environment.Should().Equal(new Dictionary<string, string> { ["A"] = "2" });
        (b.Replicas, b.Scaling!.Max, b.Server).Should().Be((null, 8, null), "who scales wants no fixed number");
        (c.Replicas, c.StartsAfter!.Count).Should().Be((2, 0));
    }

    [Fact]
    public void Read_SourcesInDefaults_AreRefusedOnce() =>
        ManifestFolder
            .Problems(
                "defaults: { model: m.onnx, models: [x] }\nservices: { a: { model: m.onnx }, b: { project: app } }"
            )
            .Should()
            .Equal(
                "1:13 defaults.model: 'model' is each service's own; it cannot be a default",
                "1:28 defaults.models: 'models' is each service's own; it cannot be a default"
            );

    [Fact]
    public void Read_AMistakeInDefaults_IsToldOnceHoweverManyServices() =>
        ManifestFolder
            .Problems(
                """
                defaults: { replicas: x, modle: y, health: { failures: 0 } }
                services: { a: { model: m.onnx }, b: { model: m.onnx }, c: { model: m.onnx } }
                """
            )
            .Should()
            .HaveCount(3)
            .And.OnlyContain(problem => problem.StartsWith("1:", StringComparison.Ordinal));
}
