using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Manifest;

/// <summary>The sample's manifest is one that can be shown to users.</summary>
public sealed class SampleFleetTests
{
    [Fact]
    public void Newsroom_AsItIs_HasNoProblem()
    {
        var reading = FleetManifestReader.Read(Checkout.Path("samples", "newsroom"), new ManifestOptions());

        reading.Problems.Should().BeEmpty();
        reading.Manifest!.Services.Keys.Should().Equal("ner", "topic", "facts");
        reading.Manifest.Services["facts"].Environment!["ner"].Should().Be("${gateway.url}/models/ner");
        reading.Manifest.Pipelines.Keys.Should().Equal("extract");
    }

    [Fact]
    public void Newsroom_InProduction_HasMoreReplicasAndCanaries()
    {
        var reading = FleetManifestReader.Read(
            Checkout.Path("samples", "newsroom"),
            new ManifestOptions
            {
                Environment = "production",
                Variables = new Dictionary<string, string> { ["replicas"] = "3" },
            }
        );

        reading.Problems.Should().BeEmpty();
        var services = reading.Manifest!.Services;
        (services["ner"].Replicas, services["ner"].Scaling!.Max).Should().Be((null, 6));
        (services["topic"].Replicas, services["facts"].Replicas).Should().Be((3, 3));
        services.Values.Should().OnlyContain(service => service.Rollout!.Strategy == RolloutStrategy.Canary);
        services["ner"].Rollout!.Gates.Agreement.Should().NotBeNull();
    }
}
