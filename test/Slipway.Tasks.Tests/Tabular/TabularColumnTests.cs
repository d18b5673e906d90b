using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using static Slipway.Tasks.Tests.Tabular.TabularRig;

namespace Slipway.Tasks.Tests.Tabular;

/// <summary>What columns become in tensors.</summary>
public sealed class TabularColumnTests
{
    [Theory]
    [InlineData("""{"name": "a", "scale": {"mean": 10, "std": 2}}""", "14", "2")]
    [InlineData("""{"name": "a", "scale": {"min": 10, "max": 20}}""", "15", "0.5")]
    [InlineData("""{"name": "a", "categories": ["red", "green"]}""", "\"green\"", "1")]
    [InlineData("""{"name": "a", "map": {"low": -1, "high": 2.5}}""", "\"high\"", "2.5")]
    [InlineData("""{"name": "a", "categories": ["1", "2"]}""", "2", "1")]
    [InlineData("""{"name": "a", "kind": "boolean"}""", "true", "1")]
    [InlineData("""{"name": "a", "default": 7}""", "null", "7")]
    [InlineData("""{"name": "a", "missing": "default", "default": 7}""", "8", "8")]
    public async Task Column_OfItsKind_BecomesItsNumber(string column, string value, string expected)
    {
        var rig = await SumsAsync($"[{column}]", width: 1);
        (await rig.AnswerAsync($$"""{"a": {{value}}}""")).Should().Be($$"""{"value":{{expected}}}""");
    }

    [Fact]
    public async Task OneHot_Category_IsOneOfItsElements()
    {
        var rig = await LoadAsync(
            new ModelSignature([Spec("x", DataType.Fp32, -1, 4)], [Spec("y", DataType.Fp32, -1, 4)]),
            Echo("x", "y"),
            """{"columns": [{"name": "n"}, {"name": "c", "categories": ["a", "b", "c"], "encoding": "one_hot"}]}"""
        );
        (await rig.AnswerAsync("""{"c": "b", "n": 5}""")).Should().Be("""{"values":[5,0,1,0]}""");
        await rig.Awaiting(it => it.AnswerAsync("""{"c": "d", "n": 5}"""))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("""'c' is "d", where one of "a", "b", "c" is due.""");
    }

    [Fact]
    public async Task Missing_NaN_ReachesTheModel()
    {
        var rig = await SumsAsync("""[{"name": "a", "missing": "nan"}, {"name": "b"}]""");
        // JSON has no NaN.
        (await rig.AnswerAsync("""{"b": 1}"""))
            .Should()
            .Be("""{"value":null}""");
    }

    [Fact]
    public async Task Inputs_OnePerColumn_AreColumns()
    {
        var rig = await LoadAsync(
            new ModelSignature(
                [
                    Spec("city", DataType.Bytes, -1, 1),
                    Spec("age", DataType.Int64, -1, 1),
                    Spec("vip", DataType.Bool, -1),
                ],
                [Spec("output_label", DataType.Int64, -1), Spec("output_probability", DataType.Fp32, -1, 2)]
            ),
            request =>
            {
                request.Input("city").ToStrings().Should().Equal("Ulm", "Köln");
                request.Input("city").Shape.Should().Be(new TensorShape(2, 1));
                request.Input("age").AsSpan<long>().ToArray().Should().Equal(9007199254740993, 3);
                request.Input("vip").AsSpan<bool>().ToArray().Should().Equal(true, false);
                return
                [
                    new NamedTensor("output_label", Tensor.From<long>([1, 0], new TensorShape(2))),
                    new NamedTensor(
                        "output_probability",
                        Tensor.From<float>([0.2f, 0.8f, 0.9f, 0.1f], new TensorShape(2, 2))
                    ),
                ];
            }
        );
        var answer = await rig.AnswerAsync("city,age,vip\nUlm,9007199254740993,TRUE\n\"Köln\",3.0,0\n", "text/csv");
        answer
            .Should()
            .Be(
                """[{"label":1,"score":0.8,"probabilities":{"0":0.2,"1":0.8}},{"label":0,"score":0.9,"probabilities":{"0":0.9,"1":0.1}}]"""
            );
    }

    [Theory]
    [InlineData("3.5")]
    [InlineData("9223372036854775808")]
    [InlineData("\"3\"")]
    public async Task WholeNumber_OfAnotherKind_IsRefused(string value)
    {
        var rig = await LoadAsync(
            new ModelSignature([Spec("age", DataType.Int64, -1)], [Spec("y", DataType.Int64, -1)]),
            Echo("age", "y")
        );
        (await rig.AnswerAsync("""{"age": 3}""")).Should().Be("""{"value":3}""");
        await rig.Awaiting(it => it.AnswerAsync($$"""{"age": {{value}}}"""))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("'age' is *, where a whole number is due.");
    }

    [Fact]
    public async Task Matrix_WithFeatureNamesInTheFile_HasThemAsColumns()
    {
        var rig = await LoadAsync(
            new ModelSignature(
                [Spec("X", DataType.Fp32, -1, 2)],
                [Spec("predict", DataType.Fp32, -1), Spec("margin", DataType.Fp32, -1)]
            ),
            request =>
                [
                    new NamedTensor(
                        "predict",
                        Tensor.From<float>([request.Input("X").AsSpan<float>()[1]], new TensorShape(1))
                    ),
                ],
            properties: [new("feature_names", """["age", "income"]""")],
            runtime: "xgboost"
        );
        (await rig.AnswerAsync("""{"income": 5}""")).Should().Be("""{"value":5}""");
        rig.Description.RequestSchema.GetProperty("properties")
            .GetProperty("age")
            .GetProperty("type")
            .GetString()
            .Should()
            .Be("number");
        rig.Description.RequestSchema.GetProperty("required").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Matrix_WithoutNames_IsAColumnOfLists()
    {
        var rig = await LoadAsync(
            new ModelSignature([Spec("X", DataType.Fp32, -1, 2)], [Spec("y", DataType.Fp32, -1, 2)]),
            Echo("X", "y")
        );
        (await rig.AnswerAsync("""{"X": [1, 2]}""")).Should().Be("""{"values":[1,2]}""");
        (await rig.AnswerAsync("X\n\"[1, 2]\"\n", "text/csv")).Should().Be("""[{"values":[1,2]}]""");
        await rig.Awaiting(it => it.AnswerAsync("""{"X": [1]}"""))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("'X' is [1], where a list of 2, each of it a number is due.");
    }

    [Fact]
    public async Task Rows_OptionalInputs_AreLeftOutByRecordsWithoutThem()
    {
        var rig = OfRows(
            new ModelSignature(
                [Spec("text", DataType.Bytes, -1), Spec("times", DataType.Int32, -1) with { IsOptional = true }],
                [Spec("length", DataType.Int32, -1)]
            ),
            request =>
            {
                var times = request.FindInput("times")?.Tensor.AsSpan<int>().ToArray();
                var lengths = request
                    .Input("text")
                    .ToStrings()
                    .Select((text, at) => text.Length * (times?[at] ?? 1))
                    .ToArray();
                return [new NamedTensor("length", Tensor.From<int>(lengths, new TensorShape(lengths.Length)))];
            }
        );
        var answer = await rig.AnswerAsync("""[{"text": "abc"}, {"text": "ab", "times": 5}, {"text": ""}]""");
        answer.Should().Be("""[{"length":3},{"length":10},{"length":0}]""");
        rig.Calls.Should().Equal(1, 1, 1);
        (await rig.AnswerAsync("""{"text": ["a", "bc"]}""")).Should().Be("""[{"length":1},{"length":2}]""");
        (await rig.AnswerAsync("""["a", "bc"]""")).Should().Be("""[{"length":1},{"length":2}]""");
    }

    [Fact]
    public async Task Rows_TextAlone_IsARecord()
    {
        var rig = OfRows(
            new ModelSignature([Spec("text", DataType.Bytes, -1)], [Spec("copy", DataType.Bytes, -1)]),
            Echo("text", "copy")
        );
        (await rig.AnswerAsync("Grüße, \"Ada\"", "text/plain")).Should().Be("""{"copy":"Grüße, \"Ada\""}""");
        (await rig.AnswerAsync("text\n\"say \"\"hi\"\",\nnow\"\n\"\"\n", "text/csv", "text/csv"))
            .Should()
            .Be("copy\r\n\"say \"\"hi\"\",\nnow\"\r\n\r\n");
        await rig.Awaiting(it => it.AnswerAsync(new TypedRequest("text/plain", new byte[] { 0xFF })))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*not UTF-8*");
    }

    [Theory]
    [InlineData("""{"columns": [{"name": "a"}]}""", "*make 1 elements, where it has 2*")]
    [InlineData("""{"columns": [{"name": "a"}, {"name": "a"}]}""", "*2 columns 'a'*")]
    [InlineData(
        """{"columns": [{"name": "a", "input": "z"}, {"name": "b"}]}""",
        "*input 'z', which the model does not have*"
    )]
    [InlineData(
        """{"columns": [{"name": "a", "kind": "text"}, {"name": "b"}]}""",
        "*'a' is of texts, and the input 'x' takes FP32*"
    )]
    [InlineData(
        """{"columns": [{"name": "a", "default": "x"}, {"name": "b"}]}""",
        "*default \"x\" of the column 'a' cannot stand*"
    )]
    [InlineData(
        """{"columns": [{"name": ""}, {"name": "b", "scale": {"mean": 1}}]}""",
        "*columns[0]' needs a name*columns[1].scale' needs*"
    )]
    [InlineData("""{"colums": []}""", "*'tabular.colums' is not known*")]
    [InlineData("""{"delimiter": "ab"}""", "*'tabular.delimiter' is one ASCII character*")]
    [InlineData("""{"values": [{"output": "z"}]}""", "*'values' names the output 'z'*")]
    public async Task Section_Wrong_SaysWhat(string section, string message)
    {
        var signature = new ModelSignature([Spec("x", DataType.Fp32, -1, 2)], [Spec("y", DataType.Fp32, -1)]);
        await FluentActions
            .Awaiting(() => LoadAsync(signature, Echo("x", "y"), section))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage(message);
    }

    private static Func<InferenceRequest, IEnumerable<NamedTensor>> Echo(string input, string output) =>
        request =>
        {
            var tensor = request.Input(input);
            var copy = TensorBuffer.Rent(tensor.ByteLength);
            tensor.Bytes.CopyTo(copy.GetSpan());
            return [new NamedTensor(output, new Tensor(tensor.DataType, tensor.Shape, copy, tensor.ByteLength))];
        };
}
