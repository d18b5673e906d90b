using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>
/// A fleet that the tests of a class share: one service, <c>iris</c>, whose releases are over in a second. Each test leaves it with
/// one replica.
/// </summary>
public sealed class FleetFixture : IAsyncLifetime
{
    /// <summary>How the service is released.</summary>
    public const string Rollout =
        "rollout: { step_time: 500ms, minimum_requests: 1, gates: { error_rate: false, latency: false, golden: false } }";

    public TestFleet Fleet { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Fleet = await TestFleet.StartAsync(
            TestFleet.Manifest(
                $$"""
                  iris:
                    model: '{{Checkout.Sample("iris")}}'
                    {{Rollout}}
                """
            ),
            CancellationToken.None
        );

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    /// <summary>Another model than the service's: the same answers, another description.</summary>
    public string Variant(string name) => Variant(Fleet, name);

    /// <inheritdoc cref="Variant(string)"/>
    public static string Variant(TestFleet fleet, string name)
    {
        var folder = Directory.CreateDirectory(fleet[name]).FullName;
        foreach (var file in (string[])["model.onnx", "model.yaml"])
        {
            File.Copy(Path.Combine(Checkout.Sample("iris"), file), Path.Combine(folder, file), overwrite: true);
        }

        File.AppendAllText(Path.Combine(folder, "model.yaml"), $"# {name}\n");
        return folder;
    }
}
