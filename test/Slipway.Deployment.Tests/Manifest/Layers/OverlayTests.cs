using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Manifest.Layers;

public sealed class OverlayTests
{
    private const string Base = """
        name: news
        services:
          a:
            model: m.onnx
            replicas: 1
            environment: { X: "1", Y: "2" }
            rollout: { strategy: canary, steps: [5, 50] }
          b: { model: m.onnx }
        """;

    [Fact]
    public void Read_WithAnEnvironment_LaysItsFileOver()
    {
        var manifest = Read(
            """
            services:
              a:
                replicas: 3
                environment: { Y: ~, Z: "3" }
                rollout: { steps: [10] }
              b: ~
              c: { model: m.onnx, environment: { N: ~ } }
            """
        ).Manifest!;

        manifest.Services.Keys.Should().Equal("a", "c");
        manifest.Services["a"].Replicas.Should().Be(3);
        manifest.Services["a"].Environment!.Keys.Should().Equal("X", "Z");
        manifest.Services["a"].Rollout!.Strategy.Should().Be(RolloutStrategy.Canary);
        manifest.Services["a"].Rollout!.Steps.Should().Equal(10);
        manifest.Services["c"].Environment.Should().BeEmpty();
    }

    [Fact]
    public void Read_AMistakeInTheOverlay_IsToldInItsFile()
    {
        using var folder = new ManifestFolder(Base).Write(
            "slipway.production.yaml",
            "services:\n  a:\n    replicas: many\n  b: { replicas: -1 }\n"
        );

        var problems = folder.Read(new ManifestOptions { Environment = "production" }).Problems;

        problems
            .Select(problem => $"{Path.GetFileName(problem.File)}:{problem.Line}:{problem.Column} {problem.Path}")
            .Should()
            .Equal(
                "slipway.production.yaml:3:15 services.a.replicas",
                "slipway.production.yaml:4:18 services.b.replicas"
            );
    }

    [Fact]
    public void Read_TwoFilesWithMistakes_TellsBothManifestFirst()
    {
        using var folder = new ManifestFolder(Base + "\nx: 1\n").Write("slipway.p.yaml", "y: 1\n");

        folder
            .Read(new ManifestOptions { Environment = "p" })
            .Problems.Select(problem => $"{Path.GetFileName(problem.File)}:{problem.Path}")
            .Should()
            .Equal("slipway.yaml:x", "slipway.p.yaml:y");
    }

    [Theory]
    [InlineData("stage", "environments here: production")]
    [InlineData("../../etc", "cannot be the name of an environment")]
    public void Read_AnEnvironmentThatIsNotThere_SaysWhichAre(string environment, string part)
    {
        using var folder = new ManifestFolder(Base).Write("slipway.production.yaml", "");

        var reading = folder.Read(new ManifestOptions { Environment = environment });

        reading.Manifest.Should().BeNull();
        reading.Problems.Should().ContainSingle().Which.Message.Should().Contain(part);
    }

    private static ManifestReading Read(string overlay)
    {
        using var folder = new ManifestFolder(Base).Write("slipway.production.yaml", overlay);
        return folder.Read(new ManifestOptions { Environment = "production" });
    }
}
