using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Slipway.Deployment.Comparison;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Comparison;

public sealed class AnswerComparerProperties
{
    private static readonly AgreementGate Rules = new();

    private static readonly byte[] Alphabet = [.. "{}[]\",:.-+eE0123456789NaInfty\\ud8 \u00ff"u8];

    // Bytes that JSON is made of, so that parsers get far.
    private static readonly Gen<byte[]> Jsonish = Gen.Int[0, Alphabet.Length - 1].Select(at => Alphabet[at]).Array[
        0,
        60
    ];

    private static readonly Gen<JsonNode?> Value = Gen.Recursive<JsonNode?>(
        (depth, value) =>
            depth == 3
                ? Leaf
                : Gen.Frequency(
                    (2, Leaf),
                    (1, value.Array[0, 4].Select(values => (JsonNode?)new JsonArray([.. values.Select(Copy)]))),
                    (
                        1,
                        Gen.Select(Gen.Char.AlphaNumeric, value)
                            .Array[0, 5]
                            .Select(members =>
                                (JsonNode?)
                                    new JsonObject(
                                        members
                                            .DistinctBy(member => member.Item1)
                                            .Select(member =>
                                                KeyValuePair.Create($"{member.Item1}", Copy(member.Item2))
                                            )
                                    )
                            )
                    )
                )
    );

    private static Gen<JsonNode?> Leaf =>
        Gen.OneOf(
            Gen.Double[-1e6, 1e6].Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Int.Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.String.AlphaNumeric.Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
            Gen.Const((JsonNode?)null)
        );

    [Fact]
    public void Difference_OfAnyBytes_NeverThrowsAndIsNoneOfTheSame() =>
        Gen.Select(Jsonish, Jsonish)
            .Sample(
                (a, b) =>
                {
                    AnswerComparer.Difference(a, a.ToArray(), Rules).Should().BeNull();
                    _ = AnswerComparer.Difference(a, b, Rules);
                },
                iter: 20_000
            );

    [Fact]
    public void Difference_OfMembersInAnotherOrderAndNumbersCloseBy_IsNone() =>
        Value.Sample(value => Difference(value, Shaken(value)).Should().BeNull(), iter: 2_000);

    [Fact]
    public void Difference_OfOneChangedLeaf_IsFound() =>
        Gen.Select(Value, Gen.Int[0, 1000])
            .Sample(
                (value, which) =>
                {
                    var wrapped = new JsonObject { ["v"] = Copy(value), ["w"] = "right" };
                    var changed = (JsonObject)Shaken(wrapped)!;
                    var leaves = Leaves(changed).ToList();
                    leaves[which % leaves.Count].ReplaceWith("wrong");
                    Difference(wrapped, changed).Should().EndWith("is 'wrong'");
                },
                iter: 2_000
            );

    private static string? Difference(JsonNode? a, JsonNode? b) => AnswerComparer.Difference(Bytes(a), Bytes(b), Rules);

    private static byte[] Bytes(JsonNode? node) => Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();

    private static JsonNode? Shaken(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members.Reverse().Select(member => KeyValuePair.Create(member.Key, Shaken(member.Value)))
            ),
            JsonArray values => new JsonArray([.. values.Select(Shaken)]),
            JsonValue value when value.TryGetValue<double>(out var number) && number != Math.Floor(number) =>
                JsonValue.Create(number * (1 + 4e-4)),
            _ => Copy(node),
        };

    private static IEnumerable<JsonNode> Leaves(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Leaves(member.Value)),
            JsonArray values => values.SelectMany(Leaves),
            null => [],
            _ => [node],
        };
}
