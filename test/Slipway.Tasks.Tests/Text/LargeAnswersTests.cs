using System.Text;
using System.Text.Json.Nodes;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Tasks.Tests.Text;

/// <summary>Small requests that ask for answers which no memory holds.</summary>
public sealed class LargeAnswersTests : IDisposable
{
    private static readonly string[] Entries = ["a", "cat", "dog"];

    private readonly TempFolder _folder = new();

    public LargeAnswersTests()
    {
        _folder.Write("tokenizer.json", TestTokenizers.WordPiece(Entries));
        _folder.Write(
            "tokenizer_config.json",
            """{"mask_token": "[MASK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}"""
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("inputs")]
    public async Task FillMask_TextOfMasks_IsTooLarge(string member)
    {
        // Five fillings for each of two thousand masks, each with fourteen thousand characters around it.
        var body = new JsonObject { [member] = string.Concat(Enumerable.Repeat("[MASK] ", 2000)) };
        await IsTooLargeAsync("fill-mask", body, "logits", "*top_k*fewer masks*");
    }

    [Fact]
    public async Task FillMask_ListOfTexts_CountsThemTogether()
    {
        var text = "[MASK] " + string.Concat(Enumerable.Repeat("a ", 10_000));
        var body = new JsonObject
        {
            ["text"] = new JsonArray([.. Enumerable.Repeat(text, 700).Select(one => (JsonNode)one)]),
        };
        await IsTooLargeAsync("fill-mask", body, "logits", "*top_k*fewer masks*");
    }

    [Fact]
    public async Task FillMask_LongTextWithOneMask_IsAnswered()
    {
        var body = new JsonObject { ["text"] = "[MASK] " + string.Concat(Enumerable.Repeat("a ", 10_000)) };
        var answer = await AnswerAsync("fill-mask", body, "logits");
        answer["masks"]!.AsArray().Should().ContainSingle().Which!["fillings"]!.AsArray().Should().HaveCount(5);
    }

    [Fact]
    public async Task QuestionAnswering_AThousandAnswersToEachOfMany_IsTooLarge()
    {
        var item = """{"question": "a", "context": "cat", "top_k": 1000}""";
        var body = new JsonArray([.. Enumerable.Range(0, 1001).Select(_ => JsonNode.Parse(item)!)]);
        await IsTooLargeAsync("question-answering", body, "start_logits", "*1001000 answers*top_k*");
    }

    private async Task IsTooLargeAsync(string task, JsonNode body, string output, string message) =>
        (await FluentActions.Awaiting(() => AnswerAsync(task, body, output)).Should().ThrowAsync<ServingException>())
            .WithMessage(message)
            .Which.Code.Should()
            .Be(ServingErrorCode.TooLarge);

    private async Task<JsonNode> AnswerAsync(string task, JsonNode body, string output)
    {
        var package = new ModelPackage("texts", 1, _folder.Path, _folder["model.onnx"], "onnx", new ModelConfig());
        var shape = output == "logits" ? new TensorShape(-1, -1, 8) : new TensorShape(-1, -1);
        var signature = new ModelSignature(
            [new TensorSpec("input_ids", DataType.Int64, new TensorShape(-1, -1))],
            [new TensorSpec(output, DataType.Fp32, shape), new TensorSpec("end_logits", DataType.Fp32, shape)]
        );
        var model = await ModelTasks
            .All.Single(one => one.Name == task)
            .LoadAsync(new TaskContext(package, signature, new ModelDetails("fake", [])), Token);
        float[][] table = [.. Enumerable.Range(0, 8).Select(_ => new float[8])];
        var request = new TypedRequest("application/json", Encoding.UTF8.GetBytes(body.ToJsonString()));
        var answer = await model.AnswerAsync(request, new FakeCalls(table), Token);
        return JsonNode.Parse(answer.Body.Span)!;
    }
}
