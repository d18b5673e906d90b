using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Tasks.Tests.Text.TokenClassification;

/// <summary>The task as the engine has it, over a model of words.</summary>
public sealed class TokenClassificationModelTests : IDisposable
{
    private static readonly float[][] Table =
    [
        [0, 0, 0, 0, 0],
        [9, 0, 0, 0, 0],
        [0, 9, 0, 0, 0],
        [0, 0, 9, 0, 0],
        [0, 0, 0, 9, 0],
    ];

    private readonly TempFolder _folder = new();

    public TokenClassificationModelTests()
    {
        _folder.Write("words.txt", "[PAD]\n[UNK]\nada\nlovelace\nlondon\n");
        _folder.Write(
            "config.json",
            """{"id2label": {"0": "O", "1": "B-PER", "2": "I-PER", "3": "B-LOC", "4": "I-LOC"}}"""
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Answer_AnyTextAndWindow_IsThatOfTheWholeTextAtOnce()
    {
        var whole = await LoadAsync("{}");
        string[] pieces =
        [
            "Ada",
            "Lovelace",
            "London",
            "x",
            "é",
            "👩🏽",
            "日本",
            ".",
            "\n",
            " ",
            "שלום",
            "e\u0301",
            "\u0000",
        ];
        await Gen.Select(
                Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 60],
                Gen.Int[1, 12],
                Gen.Int[0, 12]
            )
            .SampleAsync(
                async (parts, length, stride) =>
                {
                    var text = string.Join(' ', parts);
                    var config = $$"""{"max_length": {{length}}, "stride": {{Math.Min(stride, length - 1)}}}""";
                    var cut = await AnswerAsync(await LoadAsync(config), text);
                    var entities = await AnswerAsync(whole, text);
                    cut.Should().Be(entities);
                    foreach (var entity in JsonNode.Parse(entities)!["entities"]!.AsArray())
                    {
                        text[(int)entity!["start"]!..(int)entity["end"]!].Should().Be((string)entity["text"]!);
                    }
                },
                iter: 60,
                threads: 1
            );
    }

    [Fact]
    public async Task Answer_List_IsComputedTogetherAndAnsweredAsEachAlone()
    {
        var model = await LoadAsync("{}");
        string[] texts = ["Ada", "", "London London", "Lovelace Ada x", "Ada Lovelace in London"];
        var calls = new FakeCalls(Table);
        var list = await AnswerAsync(
            model,
            new JsonObject { ["text"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]) },
            calls
        );
        calls.Shapes.Should().HaveCountLessThan(texts.Length);
        var alone = new List<string>();
        foreach (var text in texts)
        {
            alone.Add(await AnswerAsync(model, text));
        }

        list.Should().Be($"[{string.Join(',', alone)}]");
    }

    [Fact]
    public async Task Answer_FixedBatchAndLength_AsksInThatShape()
    {
        var model = await LoadAsync("{}", new TensorShape(2, 6));
        var calls = new FakeCalls(Table);
        var text = string.Concat(Enumerable.Repeat("Ada Lovelace met. ", 5));
        var answer = JsonNode.Parse(await AnswerAsync(model, new JsonObject { ["text"] = text }, calls))!;
        answer["entities"]!.AsArray().Should().HaveCount(5);
        calls.Shapes.Should().AllBeEquivalentTo(new TensorShape(2, 6));
    }

    [Fact]
    public async Task Answer_OfWhoGoesAway_IsNotGoneOnWith()
    {
        var model = await LoadAsync("""{"max_length": 4}""");
        using var left = new CancellationTokenSource();
        var calls = new FakeCalls(Table) { Gate = new TaskCompletionSource().Task };
        var body = new JsonObject { ["text"] = string.Concat(Enumerable.Repeat("Ada ", 1000)) };
        var answering = model
            .AnswerAsync(new TypedRequest("application/json", Bytes(body)), calls, left.Token)
            .AsTask();
        await calls.Asked.Task.WaitAsync(Token);
        await left.CancelAsync();
        await FluentActions.Awaiting(() => answering).Should().ThrowAsync<OperationCanceledException>();
        calls.Shapes.Should().HaveCountLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task Answer_TextOverTheLimit_IsTooLarge()
    {
        var model = await LoadAsync("""{"max_characters": 10}""");
        (await FluentActions.Awaiting(() => AnswerAsync(model, "Ada Lovelace")).Should().ThrowAsync<ServingException>())
            .WithMessage("*12 characters*10*max_characters*")
            .Which.Code.Should()
            .Be(ServingErrorCode.TooLarge);
    }

    [Fact]
    public async Task Answer_TypesBeyondThoseThatThereAre_SayHowManyThereAre()
    {
        var model = await LoadAsync("{}");
        var body = new JsonObject
        {
            ["text"] = "Ada",
            ["types"] = new JsonArray([.. Enumerable.Repeat("X", 100_000).Select(type => (JsonNode)type)]),
        };
        (
            await FluentActions
                .Awaiting(() => AnswerAsync(model, body, new FakeCalls(Table)))
                .Should()
                .ThrowAsync<ServingException>()
        )
            .WithMessage("*'types' names 100000 types*knows 2*")
            .Which.Message.Length.Should()
            .BeLessThan(200);
    }

    [Fact]
    public async Task Answer_TypesInTheAddress_AreAList()
    {
        var model = await LoadAsync("{}");
        var request = new TypedRequest("text/plain", "Ada in London"u8.ToArray())
        {
            Options = new Dictionary<string, string> { ["types"] = "LOC" },
        };
        var answer = await model.AnswerAsync(request, new FakeCalls(Table), Token);
        Encoding.UTF8.GetString(answer.Body.Span).Should().Contain("London").And.NotContain("Ada");
    }

    [Fact]
    public async Task Answer_HuggingFaceWithMoreTextsThanAreTaken_IsTooLarge()
    {
        var model = await LoadAsync("{}");
        var body = new JsonObject
        {
            ["inputs"] = new JsonArray([.. Enumerable.Repeat("", 10_001).Select(i => (JsonNode)i)]),
        };
        (
            await FluentActions
                .Awaiting(() => AnswerAsync(model, body, new FakeCalls(Table)))
                .Should()
                .ThrowAsync<ServingException>()
        )
            .Which.Code.Should()
            .Be(ServingErrorCode.TooLarge);
    }

    [Fact]
    public async Task Answer_ModelThatGivesNoNumbers_IsNotSilence()
    {
        var model = await LoadAsync("{}");
        float[][] table = [.. Table.Select(_ => Enumerable.Repeat(float.NaN, 5).ToArray())];
        await FluentActions
            .Awaiting(() => AnswerAsync(model, new JsonObject { ["text"] = "Ada" }, new FakeCalls(table)))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*no number*");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Answer_ModelWithOtherScoresThanLabels_SaysSo(int width)
    {
        var model = await LoadAsync("{}");
        float[][] table = [.. Table.Select(_ => new float[width])];
        await FluentActions
            .Awaiting(() => AnswerAsync(model, new JsonObject { ["text"] = "Ada in London" }, new FakeCalls(table)))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage($"*'logits' of shape [1,3,{width}]*5 for each of 3 tokens*");
    }

    [Theory]
    [InlineData("""{"labels": ["O", "B-X"]}""", "*2 labels*5 scores*")]
    [InlineData("""{"output": "other"}""", "*no output 'other'*'logits: FP32[-1,-1,5]'*")]
    [InlineData("""{"inputs": {"input_ids": "x"}}""", "*x*no input*'words: INT64[-1,-1]'*")]
    [InlineData("""{"inputs": {"ids": "x"}}""", "*'token-classification.inputs.ids' is not known*input_ids*")]
    [InlineData("""{"tokenizer": "../other"}""", "*'tokenizer: ../other' names nothing*")]
    [InlineData("""{"transitions": "t.json"}""", "*'transitions: t.json'*no file*")]
    [InlineData("""{"max_length": 0, "min_score": 2}""", "*max_length*1 to*min_score*0 to 1*")]
    public async Task Load_WhatDoesNotFit_SaysWhat(string section, string message) =>
        await FluentActions
            .Awaiting(() => LoadAsync(section))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage(message);

    [Fact]
    public async Task Load_UnknownInput_IsNamed() =>
        await FluentActions
            .Awaiting(() =>
                LoadAsync("{}", new TensorShape(-1, -1), new TensorSpec("past", DataType.Fp32, new TensorShape(-1, 4)))
            )
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*'past: FP32[-1,4]'*");

    [Fact]
    public async Task Description_SchemaOfTheRequest_HasTheMembersThatAreTaken()
    {
        var model = await LoadAsync("{}");
        var properties = model
            .Description.RequestSchema.GetProperty("properties")
            .EnumerateObject()
            .Select(one => one.Name);
        properties.Should().BeEquivalentTo("text", "offsets", "min_score", "aggregation", "types");
        model.Description.Labels.Should().Equal("PER", "LOC");
        model.Padding.Should().ContainKey("words").WhoseValue.Value.Should().Be(0);
        await AnswerAsync(model, JsonNode.Parse(model.Description.Example.GetRawText())!, new FakeCalls(Table));
    }

    private Task<ITypedModel> LoadAsync(string section) => LoadAsync(section, new TensorShape(-1, -1));

    private Task<ITypedModel> LoadAsync(string section, TensorShape shape, params TensorSpec[] more)
    {
        var config = new ModelConfig { Task = "token-classification" };
        config.Sections["token-classification"] = JsonElement.Parse(section);
        var package = new ModelPackage("ner", 1, _folder.Path, _folder["model.onnx"], "onnx", config);
        var signature = new ModelSignature(
            [new TensorSpec("words", DataType.Int64, shape), .. more],
            [new TensorSpec("logits", DataType.Fp32, new TensorShape(shape[0], shape[1], 5))]
        );
        return ModelTasks
            .All.Single(task => task.Name == "token-classification")
            .LoadAsync(new TaskContext(package, signature, new ModelDetails("fake", [])), Token);
    }

    private static Task<string> AnswerAsync(ITypedModel model, string text) =>
        AnswerAsync(model, new JsonObject { ["text"] = text }, new FakeCalls(Table));

    private static async Task<string> AnswerAsync(ITypedModel model, JsonNode body, FakeCalls calls)
    {
        var answer = await model.AnswerAsync(new TypedRequest("application/json", Bytes(body)), calls, Token);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }

    private static byte[] Bytes(JsonNode body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
