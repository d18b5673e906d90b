using System.Text.Json.Nodes;
using CsCheck;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Applying;

/// <summary>Whatever managers apply, the object is what a model of shared ownership says it is.</summary>
public sealed class OwnershipProperties : ClusterTest
{
    private static readonly Gen<Step> Steps = Gen.Select(
        OneOf("one", "two", "three"),
        Gen.Dictionary(OneOf("a", "b", "c", "d"), OneOf("1", "2"))[0, 4],
        Gen.Bool,
        static (manager, data, force) => new Step(manager, data, force)
    );

    private static Gen<string> OneOf(params string[] values) =>
        Gen.OneOf([.. values.Select(value => Gen.Const(value))]);

    private sealed record Step(string Manager, Dictionary<string, string> Data, bool Force)
    {
        public override string ToString() =>
            $"{Manager}{(Force ? "!" : "")}({string.Join(',', Data.Select(entry => $"{entry.Key}={entry.Value}"))})";
    }

    [Fact]
    public async Task Object_AfterAnyApplications_IsWhatItsOwnersSay()
    {
        var number = 0;
        await Steps
            .List[1, 8]
            .SampleAsync(
                async steps =>
                {
                    var name = $"map-{Interlocked.Increment(ref number)}";
                    var model = new Model();
                    foreach (var step in steps)
                    {
                        var expected = model.Apply(step);
                        var applied = await ApplyAsync(name, step);
                        (applied is not null).Should().Be(expected, $"{step} in {string.Join(' ', steps)}");
                        if (applied is null)
                            continue;
                        (applied.Data ?? new Dictionary<string, string>()).Should().BeEquivalentTo(model.Data);
                        var again = await ApplyAsync(name, step);
                        again!
                            .Metadata.ResourceVersion.Should()
                            .Be(applied.Metadata.ResourceVersion, "applying again changes nothing");
                    }
                },
                iter: 40,
                threads: 1
            );
    }

    private async Task<V1ConfigMap?> ApplyAsync(string name, Step step)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = new JsonObject(
                step.Data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))
            ),
        };
        // The server keeps no map without entries, and owns one that was applied all the same.
        if (step.Data.Count == 0)
            body.Remove("data");
        try
        {
            return await Client.CoreV1.PatchNamespacedConfigMapAsync(
                new V1Patch(body.ToJsonString(), V1Patch.PatchType.ApplyPatch),
                name,
                Space,
                fieldManager: step.Manager,
                force: step.Force,
                cancellationToken: Cancelled
            );
        }
        catch (HttpOperationException failure) when ((int)failure.Response.StatusCode == 409)
        {
            return null;
        }
    }

    /// <summary>Each key has a value and those who hold it; what nobody holds any more goes.</summary>
    private sealed class Model
    {
        private readonly Dictionary<string, HashSet<string>> _owners = [];

        public Dictionary<string, string> Data { get; } = [];

        public bool Apply(Step step)
        {
            bool IsTaken(KeyValuePair<string, string> entry) =>
                Data.TryGetValue(entry.Key, out var value)
                && value != entry.Value
                && _owners[entry.Key].Any(owner => owner != step.Manager);
            if (!step.Force && step.Data.Any(IsTaken))
                return false;
            foreach (var (key, value) in step.Data)
            {
                if (!Data.TryGetValue(key, out var before) || before != value)
                    _owners[key] = [];
                _owners[key].Add(step.Manager);
                Data[key] = value;
            }

            foreach (var key in _owners.Keys.Where(key => !step.Data.ContainsKey(key)).ToList())
            {
                if (_owners[key].Remove(step.Manager) && _owners[key].Count == 0)
                    Data.Remove(key);
            }

            foreach (var key in _owners.Keys.Where(key => !Data.ContainsKey(key)).ToList())
                _owners.Remove(key);
            return true;
        }
    }
}
