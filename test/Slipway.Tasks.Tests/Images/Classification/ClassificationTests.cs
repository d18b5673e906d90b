using System.Text.Json;
using SkiaSharp;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Classification;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tensors;

namespace Slipway.Tasks.Tests.Images.Classification;

public sealed class ClassificationTests : IDisposable
{
    private readonly ImageTaskRig _rig = new(new ImageClassification());

    /// <summary>The logits are the means of red, green and blue, 0 to 1.</summary>
    public ClassificationTests()
    {
        _rig.Outputs.Add(
            new TensorSpec("logits", DataType.Fp32, new TensorShape(-1, 3)) { Labels = ["red", "green", "blue"] }
        );
        _rig.Section = """{"scores": "none", "rescale_factor": 0.00392156862745098}""";
        _rig.Compute = (request, response) =>
        {
            var pixels = request.Inputs[0].Tensor.AsSpan<float>().ToArray();
            var means = pixels.Chunk(pixels.Length / 3).Select(channel => channel.Average()).ToArray();
            response.Outputs.Add(new("logits", Tensor.From<float>(means, new TensorShape(1, 3))));
        };
    }

    [Theory]
    [InlineData("image/png", SKEncodedImageFormat.Png)]
    [InlineData("image/jpeg", SKEncodedImageFormat.Jpeg)]
    [InlineData("image/webp", SKEncodedImageFormat.Webp)]
    [InlineData("application/octet-stream", SKEncodedImageFormat.Png)]
    public async Task Answer_File_GivesTheLabelsInOrder(string mediaType, SKEncodedImageFormat format)
    {
        var answer = await _rig.AnswerAsync(mediaType, TestPictures.File(format, 40, 30));
        var labels = JsonElement.Parse(answer).GetProperty("labels").EnumerateArray().ToArray();
        labels.Should().HaveCount(3);
        labels.Select(label => label.GetProperty("score").GetSingle()).Should().BeInDescendingOrder();
        labels.Select(label => label.GetProperty("label").GetString()).Should().BeEquivalentTo("red", "green", "blue");
    }

    [Fact]
    public async Task Answer_DataUri_IsTheImage() =>
        (await _rig.AnswerAsync("application/json", $$"""{"image": "{{Blue}}", "top_k": 1}"""))
            .Should()
            .Be("""{"labels":[{"label":"blue","score":1}]}""");

    [Fact]
    public async Task Answer_EscapedDataUri_IsTheImage() =>
        (
            await _rig.AnswerAsync(
                "application/json",
                $$"""{"image": "{{Blue.Replace("/", "\\/", StringComparison.Ordinal)}}", "top_k": 1}"""
            )
        )
            .Should()
            .Contain("blue");

    [Fact]
    public async Task Answer_Lists_AreAnsweredInOrder()
    {
        const string expected = """[{"labels":[{"label":"blue","score":1}]},{"labels":[{"label":"red","score":1}]}]""";
        (await _rig.AnswerAsync("application/json", $$"""{"image": ["{{Blue}}", "{{Red}}"], "top_k": 1}"""))
            .Should()
            .Be(expected);
        (
            await _rig.AnswerAsync(
                "application/json",
                $$"""[{"image": "{{Blue}}", "top_k": 1}, {"image": "{{Red}}", "top_k": 1}]"""
            )
        )
            .Should()
            .Be(expected);
    }

    [Fact]
    public async Task Answer_Lines_EachByItself()
    {
        var lines = (
            await _rig.AnswerAsync(
                "application/x-ndjson",
                $$"""
                {"image": "{{Blue}}", "top_k": 1}
                {"image": "aGVsbG8sIHdvcmxk"}
                {"image": "{{Red}}", "top_k": 1}
                """
            )
        ).Split('\n');
        lines[0].Should().Contain("blue");
        lines[1]
            .Should()
            .Be(
                """{"error":"The image is no image but text that begins with 'hello, world': JPEG, PNG, WebP, GIF and BMP are taken."}"""
            );
        lines[2].Should().Contain("red");
    }

    [Fact]
    public async Task Answer_FilesOfAForm_OneOrMany()
    {
        TypedFile[] files =
        [
            new("image", "a.png", "image/png", ImageTaskRig.Png(4, 4, 0, 0, 255)),
            new("image", "b.png", "image/png", ImageTaskRig.Png(4, 4, 255, 0, 0)),
        ];
        var options = new Dictionary<string, string> { ["top_k"] = "1" };
        (
            await _rig.AnswerAsync(
                new TypedRequest("multipart/form-data", default) { Files = [files[0]], Options = options }
            )
        )
            .Should()
            .Be("""{"labels":[{"label":"blue","score":1}]}""");
        (await _rig.AnswerAsync(new TypedRequest("multipart/form-data", default) { Files = files, Options = options }))
            .Should()
            .Be("""[{"labels":[{"label":"blue","score":1}]},{"labels":[{"label":"red","score":1}]}]""");
    }

    [Fact]
    public async Task Answer_FormOfPipelines_InTheirs()
    {
        var one = JsonSerializer.Serialize(Red["data:image/png;base64,".Length..]);
        (await _rig.AnswerAsync("application/json", $$$"""{"inputs": {{{one}}}, "parameters": {"top_k": 1}}"""))
            .Should()
            .Be("""[{"label":"red","score":1}]""");
        (
            await _rig.AnswerAsync(
                "application/json",
                $$$"""{"inputs": [{{{one}}}, "{{{Blue}}}"], "parameters": {"top_k": 1}}"""
            )
        )
            .Should()
            .Be("""[[{"label":"red","score":1}],[{"label":"blue","score":1}]]""");
    }

    [Theory]
    [InlineData("""{"image": "https://example.com/a.png"}""", "'image' is an address, and the server fetches none")]
    [InlineData("""{"image": "data:image/png,abc"}""", "a data URI, but not of base64")]
    [InlineData("""{"image": "&%"}""", "'image' is not base64")]
    [InlineData("""{"image": 7}""", "'image' is to be a text")]
    [InlineData("""{"image": null}""", "'image' is to be a text")]
    [InlineData("""{"image": {"url": "x"}}""", "'image' is to be a text")]
    [InlineData("""{"image": "\ud800"}""", "'image' is no Unicode text")]
    [InlineData("""{"image": ""}""", "The image is empty")]
    [InlineData("""{}""", "'image'")]
    [InlineData("""{"image": "iVBORw0KGgo=", "top_k": 0}""", "'top_k' must be 1 or more, not 0")]
    [InlineData("""{"image": "iVBORw0KGgo="}""", "a PNG, breaks off in its header")]
    [InlineData("""{"image": ["iVBORw0KGgo=", "iVBORw0KGgo="]}""", "Item ")]
    [InlineData("""{"inputs": "https://example.com/a.png"}""", "'inputs' is an address")]
    [InlineData("""{"inputs": "iVBORw0KGgo=", "parameters": {"topk": 1}}""", "'topk' is not known")]
    [InlineData("""{"inputs": "iVBORw0KGgo=", "parameters": {"top_k": 0}}""", "'top_k' is a whole number of 1 or more")]
    public async Task Answer_WrongRequest_SaysWhat(string body, string message)
    {
        var answer = () => _rig.AnswerAsync("application/json", body);
        var error = (await answer.Should().ThrowAsync<ServingException>()).Which;
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Message.Should().Contain(message);
    }

    [Fact]
    public async Task Answer_OtherMediaTypes_NamesThoseThatAreTaken()
    {
        var text = () => _rig.AnswerAsync("text/plain", "hello");
        (await text.Should().ThrowAsync<ServingException>()).WithMessage("*'text/plain' is not taken*image/jpeg*");
        var form = () => _rig.AnswerAsync("multipart/form-data", "");
        (await form.Should().ThrowAsync<ServingException>()).WithMessage("*has no file*");
        var pdf = () => _rig.AnswerAsync("application/pdf", "%PDF-1.7");
        (await pdf.Should().ThrowAsync<ServingException>()).WithMessage("The image is a PDF document*");
    }

    [Fact]
    public async Task Answer_MoreImagesThanAreTaken_IsTooLarge()
    {
        _rig.Section = """{"scores": "none", "rescale_factor": 1, "max_images": 1}""";
        var answer = () => _rig.AnswerAsync("application/json", $$"""["{{Red}}", "{{Blue}}"]""");
        (await answer.Should().ThrowAsync<ServingException>()).Which.Code.Should().Be(ServingErrorCode.TooLarge);
    }

    [Theory]
    [InlineData("softmax", 0.576, 0.212)]
    [InlineData("sigmoid", 0.731, 0.5)]
    [InlineData("none", 1, 0)]
    public async Task Scores_AsTheSectionSays_AreMadeSo(string function, double first, double second)
    {
        _rig.Section = $$"""{"scores": "{{function}}", "rescale_factor": 0.00392156862745098}""";
        Scores(await _rig.AnswerAsync("image/png", ImageTaskRig.Png(4, 4, 255, 0, 0)), first, second);
    }

    [Theory]
    [InlineData("""{"architectures": ["ViTForImageClassification"]}""", 0.576, 0.212)]
    [InlineData(
        """{"architectures": ["ViTForImageClassification"], "problem_type": "multi_label_classification"}""",
        0.731,
        0.5
    )]
    public async Task Scores_OfAnExportedTransformer_FollowItsConfiguration(string config, double first, double second)
    {
        _rig.Section = """{"rescale_factor": 0.00392156862745098}""";
        _rig.Write("config.json", config);
        _rig.IsRecognized.Should().BeTrue();
        Scores(await _rig.AnswerAsync("image/png", ImageTaskRig.Png(4, 4, 255, 0, 0)), first, second);
    }

    [Theory]
    [InlineData("""{"architectures": ["BertForTokenClassification"]}""")]
    [InlineData("""{"architectures": "ViTForImageClassification"}""")]
    [InlineData("""{""")]
    public void Recognizes_OtherConfigurations_Not(string config)
    {
        _rig.Write("config.json", config);
        _rig.IsRecognized.Should().BeFalse();
    }

    [Fact]
    public async Task Labels_OfTheConfiguration_AreTaken()
    {
        Unlabelled();
        _rig.Write("config.json", """{"id2label": {"2": "sky", "0": "rose", "1": "grass"}}""");
        (await _rig.AnswerAsync("application/json", $$"""{"image": "{{Blue}}", "top_k": 1}""")).Should().Contain("sky");
        (await _rig.LoadAsync()).Description.Labels.Should().Equal("rose", "grass", "sky");
    }

    [Fact]
    public async Task Labels_OfAFile_AreTaken()
    {
        Unlabelled();
        _rig.Section = """{"scores": "none", "rescale_factor": 1, "labels_file": "labels.txt"}""";
        _rig.Write("labels.txt", "rose\r\ngrass\r\nsky\n");
        (await _rig.AnswerAsync("application/json", $$"""{"image": "{{Blue}}", "top_k": 1}"""))
            .Should()
            .Contain("\"sky\"");
    }

    [Fact]
    public async Task Labels_OfNone_AreNumbers()
    {
        Unlabelled();
        (await _rig.AnswerAsync("application/json", $$"""{"image": "{{Blue}}", "top_k": 1}"""))
            .Should()
            .Contain("class 2");
    }

    [Fact]
    public async Task Labels_OfAnotherNumber_AreRefusedAtLoad()
    {
        Unlabelled();
        _rig.Write("config.json", """{"id2label": {"0": "rose", "1": "grass"}}""");
        (await FluentActions.Awaiting(_rig.LoadAsync).Should().ThrowAsync<ServingException>()).WithMessage(
            "*has 3 classes, but there are 2 labels*"
        );
    }

    [Fact]
    public async Task Answer_OutputThatIsNoNumber_FailsAndSaysSo()
    {
        _rig.Compute = (_, response) =>
            response.Outputs.Add(new("logits", Tensor.From<float>([float.NaN, 0, 0], new TensorShape(1, 3))));
        var answer = () => _rig.AnswerAsync("image/png", ImageTaskRig.Png(1, 1, 0, 0, 0));
        (await answer.Should().ThrowAsync<ServingException>()).WithMessage("*holds values that are no numbers*");
    }

    [Fact]
    public async Task Answer_Cancelled_IsNotDecoded()
    {
        var model = await _rig.LoadAsync();
        var request = new TypedRequest("image/png", ImageTaskRig.Png(1, 1, 0, 0, 0));
        var answer = async () => await model.AnswerAsync(request, _rig, new CancellationToken(true));
        await answer.Should().ThrowAsync<OperationCanceledException>();
        _rig.Seen.Should().BeEmpty();
    }

    [Fact]
    public async Task Answer_AnyOutcome_GivesMemoryBack()
    {
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(9, 9, 1, 2, 3));
        DecodingGate.Shared.ReservedBytes.Should().Be(0);
        await FluentActions
            .Awaiting(() => _rig.AnswerAsync("image/png", ImageTaskRig.Png(9, 9, 1, 2, 3)[..^30]))
            .Should()
            .ThrowAsync<ServingException>();
        DecodingGate.Shared.ReservedBytes.Should().Be(0);
    }

    [Fact]
    public async Task Description_Example_IsAnsweredWell()
    {
        var description = (await _rig.LoadAsync()).Description;
        (await _rig.AnswerAsync("application/json", description.Example.GetRawText())).Should().Contain("red");
        description.ResponseSchema.GetRawText().Should().Contain("green");
        description
            .RequestSchema.GetProperty("properties")
            .GetProperty("top_k")
            .GetProperty("default")
            .GetInt32()
            .Should()
            .Be(5);
    }

    public void Dispose() => _rig.Dispose();

    private static string Blue => ImageTaskRig.Uri(ImageTaskRig.Png(4, 4, 0, 0, 255));

    private static string Red => ImageTaskRig.Uri(ImageTaskRig.Png(5, 3, 255, 0, 0));

    private void Unlabelled() => _rig.Outputs[0] = new TensorSpec("logits", DataType.Fp32, new TensorShape(-1, 3));

    private static void Scores(string answer, double first, double second)
    {
        var labels = JsonElement.Parse(answer).GetProperty("labels");
        labels[0].GetProperty("score").GetDouble().Should().BeApproximately(first, 0.001);
        labels[1].GetProperty("score").GetDouble().Should().BeApproximately(second, 0.001);
    }
}
