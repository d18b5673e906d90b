using System.Text.Json;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Imports;

/// <summary>Models of other frameworks, served as they are: the answers are the framework's, over REST and gRPC.</summary>
public sealed class FixtureServingTests(FixtureServer fixtures) : IClassFixture<FixtureServer>
{
    private const string DefaultSignature = "serving_default";

    [Theory]
    [MemberData(nameof(FixtureServer.Paths), MemberType = typeof(FixtureServer))]
    public async Task Serve_ModelWithKnownAnswers_GivesThemOverBothProtocols(string path)
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        var fixture = Answers(FixtureServer.FixtureOf(path));
        var name = FixtureServer.NameOf(path);
        await FixtureAnswers.CheckBothAsync(fixtures.Server, name, fixture);
    }

    // Of several signatures the usual one is served where none is named, or else the first.
    private static ModelFixture Answers(string path)
    {
        var fixture = ModelFixture.Open(path);
        if (!fixture.Json.TryGetProperty("cases", out var cases) || cases.ValueKind != JsonValueKind.Array)
            return fixture;
        var names = cases.EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal).ToList();
        var served = names.Contains(DefaultSignature) ? DefaultSignature : names[0];
        return ModelFixture.Open(Path.Combine(path, served));
    }
}
