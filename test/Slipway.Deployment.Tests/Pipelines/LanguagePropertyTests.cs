using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Conditions;
using Slipway.Deployment.Pipelines.Paths;
using Slipway.Deployment.Pipelines.Templates;

namespace Slipway.Deployment.Tests.Pipelines;

public sealed class LanguagePropertyTests
{
    private static readonly string[] Pieces =
    [
        "$request",
        "$response",
        "$steps",
        "$failed",
        "$steps.a",
        "$",
        "$$",
        ".",
        ".a",
        "a",
        "[",
        "]",
        "[0]",
        "[*]",
        "[-1]",
        "[\"x\"]",
        "\"",
        "'",
        "\\",
        "\\u00e9",
        "!",
        "?",
        "(",
        ")",
        "&&",
        "||",
        "&",
        "|",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "=",
        "exists(",
        "length(",
        "contains(",
        ",",
        "1",
        "-",
        "1e9",
        "true",
        "null",
        "not",
        " ",
        "\n",
        "é",
        "\ud800",
    ];

    private static readonly Gen<string> Name = OneOf("a", "b-c", "odd name", "", "ü", "\"\\\n", "1", "x.y");

    private static readonly Gen<PathSegment> Segment = Gen.OneOf(
        Name.Select(PathSegment.Member),
        Gen.Int[-3, 3].Select(PathSegment.Element),
        Gen.Const(PathSegment.All)
    );

    private static readonly Gen<PipelinePath> Path = Gen.Select(
        Gen.Enum<PathRoot>(),
        Name.Where(name => name.Length > 0),
        Segment.Array[0, 4],
        Gen.Enum<PathPresence>(),
        (root, step, segments, presence) =>
            new PipelinePath(root, root == PathRoot.Step ? step : "", segments, presence)
    );

    private static readonly Gen<JsonNode?> Json = Gen.Recursive<JsonNode?>(
        (depth, inner) =>
        {
            var plain = Gen.OneOf(
                Gen.Const((JsonNode?)null),
                Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
                Gen.Int[-2, 2].Select(value => (JsonNode?)JsonValue.Create(value)),
                OneOf("", "a", "$5", "é\"\\").Select(value => (JsonNode?)JsonValue.Create(value))
            );
            return depth >= 4
                ? plain
                : Gen.OneOf(
                    plain,
                    inner
                        .Array[0, 3]
                        .Select(list => (JsonNode?)new JsonArray([.. list.Select(node => node?.DeepClone())])),
                    Gen.Select(Name, inner)
                        .Array[0, 3]
                        .Select(members =>
                        {
                            var result = new JsonObject();
                            foreach (var (name, value) in members)
                            {
                                result[name] = value?.DeepClone();
                            }

                            return (JsonNode?)result;
                        })
                );
        }
    );

    private static readonly Gen<Operand> AnyOperand = Gen.OneOf(
        Path.Select(path => (Operand)new PathOperand(Plain(path))),
        Path.Select(path => (Operand)new LengthOperand(Plain(path))),
        OneOf("1", "-0.5", "true", "null", "\"a\"", "\"\\u00e9\\\"\"").Select(text => Literal(text))
    );

    private static readonly Gen<Condition> AnyCondition = Gen.Recursive<Condition>(
        (depth, inner) =>
        {
            var plain = Gen.OneOf(
                AnyOperand.Select(operand => (Condition)new TruthCondition(operand)),
                AnyOperand.Select(operand => (Condition)new ExistsCondition(operand)),
                Gen.Select(AnyOperand, AnyOperand, (whole, part) => (Condition)new ContainsCondition(whole, part)),
                Gen.Select(
                    AnyOperand,
                    Gen.Enum<ComparisonKind>(),
                    AnyOperand,
                    (left, comparison, right) => (Condition)new ComparisonCondition(left, comparison, right)
                )
            );
            return depth >= 5
                ? plain
                : Gen.OneOf(
                    plain,
                    inner.Select(condition => (Condition)new NotCondition(condition)),
                    Gen.Select(inner, inner, (left, right) => (Condition)new AndCondition(left, right)),
                    Gen.Select(inner, inner, (left, right) => (Condition)new OrCondition(left, right))
                );
        }
    );

    private static readonly Gen<FakeValues> Values = Gen.Select(
        Json,
        Json,
        Json,
        (request, response, step) =>
            new FakeValues
            {
                Request = Element(request),
                Response = Element(response),
                Steps = { ["a"] = Element(step) },
            }
    );

    [Fact]
    public void Path_PrintedAndRead_IsTheSame() =>
        Path.Sample(path => PipelinePath.Parse(path.ToString()).Equals(path), iter: 2_000);

    [Fact]
    public void Condition_PrintedAndRead_IsTheSame() =>
        AnyCondition.Sample(condition => Condition.Parse(condition.ToString()!).Equals(condition), iter: 2_000);

    [Fact]
    public void Condition_AnyValues_HoldsOrNotAndItsNegationIsTheOther() =>
        Gen.Select(AnyCondition, Values)
            .Sample(
                pair => pair.Item1.Holds(pair.Item2) != new NotCondition(pair.Item1).Holds(pair.Item2),
                iter: 2_000
            );

    /// <summary>What a path finds is valid JSON and is what a template writes for it.</summary>
    [Fact]
    public void Path_AnyValues_FindsWhatATemplateWrites() =>
        Gen.Select(Path.Select(Plain), Values)
            .Sample(
                pair =>
                {
                    var (path, values) = pair;
                    var found = path.Find(values);
                    var written = Write(Template.Parse(JsonValue.Create(path.ToString()), "", Unexpected), values);
                    return found.ValueKind == JsonValueKind.Undefined
                        ? written == "null"
                        : JsonElement.DeepEquals(Element(JsonNode.Parse(written)), found);
                },
                iter: 2_000
            );

    /// <summary>A template in which every leading dollar is doubled is a constant.</summary>
    [Fact]
    public void Template_WithoutPaths_GivesItself() =>
        Json.Sample(
            json =>
            {
                var template = Template.Parse(Escape(json), "", Unexpected);
                return template.Paths.Count == 0
                    && JsonNode.DeepEquals(JsonNode.Parse(Write(template, new FakeValues())), json);
            },
            iter: 2_000
        );

    /// <summary>Whatever stands there is read or refused, never another failure and never without end.</summary>
    [Fact]
    public void Language_AnyText_IsReadOrRefused() =>
        Gen.Int[0, Pieces.Length - 1]
            .Select(index => Pieces[index])
            .List[0, 40]
            .Sample(
                pieces =>
                {
                    var text = string.Concat(pieces);
                    return ReadsOrRefuses(() => Condition.Parse(text).Holds(new FakeValues()))
                        && ReadsOrRefuses(() => PipelinePath.Parse(text).Find(new FakeValues()));
                },
                iter: 20_000
            );

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static bool ReadsOrRefuses(Action read)
    {
        try
        {
            read();
        }
        catch (PipelineSyntaxException)
        {
            return true;
        }

        return true;
    }

    private static PipelinePath Plain(PipelinePath path) =>
        new(path.Root, path.Step, [.. path.Segments], PathPresence.Null);

    private static Operand Literal(string text) => ((ComparisonCondition)Condition.Parse($"{text} == 0")).Left;

    private static JsonNode? Escape(JsonNode? json) =>
        json switch
        {
            JsonObject members => new JsonObject(
                members.Select(member => KeyValuePair.Create(member.Key, Escape(member.Value)))
            ),
            JsonArray list => new JsonArray([.. list.Select(Escape)]),
            JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith('$') => "$" + text,
            _ => json?.DeepClone(),
        };

    private static string Write(Template template, FakeValues values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, PipelineJson.Writing))
        {
            template.Write(writer, values);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static JsonElement Element(JsonNode? json) => JsonElement.Parse(json?.ToJsonString() ?? "null");

    private static void Unexpected(string at, string message) =>
        throw new InvalidOperationException($"{at}: {message}");
}
