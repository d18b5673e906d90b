using System.Text.Json.Nodes;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Detection;
using Slipway.Tensors;

namespace Slipway.Tasks.Tests.Images.Detection;

public sealed class DetectionTests : IDisposable
{
    private readonly ImageTaskRig _rig = new(new ObjectDetection());

    [Fact]
    public async Task Detr_LogitsWithNoObject_GivesBoxesInPixels()
    {
        // Three queries: a cat, nothing, and a dog of less than the threshold.
        Detr([4, 0, 0, 0, 0, 4, 0, 1, 1], [0.5f, 0.5f, 0.5f, 0.5f, 0, 0, 0, 0, 0.1f, 0.1f, 0.2f, 0.2f], 3);
        _rig.Write(
            "config.json",
            """{"architectures": ["DetrForObjectDetection"], "id2label": {"0": "cat", "1": "dog"}}"""
        );
        _rig.IsRecognized.Should().BeTrue();
        _rig.Section = """{"rescale_factor": 1}""";
        (await Answer(200, 100))
            .Should()
            .Match(
                """{"objects":[{"label":"cat","score":0.96466*,"box":{"xmin":50,"ymin":25,"xmax":150,"ymax":75}}],"width":200,"height":100}"""
            );
        (await _rig.AnswerAsync("image/png", ImageTaskRig.Png(200, 100, 0, 0, 0), Options("threshold", "0.4")))
            .Should()
            .Contain("\"dog\"");
    }

    [Fact]
    public async Task Detr_AsManyLogitsAsLabels_AreEachByItself()
    {
        Detr([2, 3], [0.5f, 0.5f, 1, 1], 2);
        _rig.Section = """{"rescale_factor": 1}""";
        _rig.Write("config.json", """{"id2label": {"0": "cat", "1": "dog"}}""");
        var answer = await Answer(10, 10);
        answer.Should().Contain("\"dog\",\"score\":0.95257").And.Contain("\"cat\",\"score\":0.88079");
    }

    [Fact]
    public async Task Detr_MaskInput_IsFilledWithOnes()
    {
        Detr([4, 0], [0.5f, 0.5f, 1, 1], 2);
        _rig.Inputs.Add(new TensorSpec("pixel_mask", DataType.Int64, new TensorShape(-1, 64, 64)));
        _rig.Section = """{"rescale_factor": 1, "scores": "softmax"}""";
        var mask = 0L;
        var compute = _rig.Compute;
        _rig.Compute = (request, response) =>
        {
            foreach (var value in request.Inputs[1].Tensor.AsSpan<long>())
            {
                mask += value;
            }

            compute(request, response);
        };
        (await Answer(10, 10)).Should().Contain("class 0");
        _rig.Seen[1].Should().Be("pixel_mask INT64[1,64,64]");
        mask.Should().Be(64 * 64);
    }

    [Fact]
    public async Task Ssd_Outputs_GivesThoseThatCount()
    {
        Output("detection_boxes", [0.1f, 0.2f, 0.5f, 0.6f, 0, 0, 1, 1, 0, 0, 1, 1], 1, 3, 4);
        Output("detection_scores", [0.9f, 0.3f, 0.8f], 1, 3);
        Output("detection_classes", [2, 1, 1], 1, 3);
        Output("num_detections", [2], 1);
        _rig.Section = """{"rescale_factor": 1, "labels_file": "labels.txt"}""";
        _rig.Write("labels.txt", "cat\ndog");
        (await Answer(100, 50))
            .Should()
            .Be(
                """{"objects":[{"label":"dog","score":0.9,"box":{"xmin":20,"ymin":5,"xmax":60,"ymax":25}}],"width":100,"height":50}"""
            );
    }

    [Theory]
    [InlineData("yolov8")]
    [InlineData("yolov5")]
    public async Task Yolo_RawHead_SuppressesWithinAClassAndLeavesTheBarsOut(string format)
    {
        // The frame is 8 × 8; a picture of 160 × 80 lies in its rows 2 to 5. Of three boxes at one place two are dogs.
        float[][] boxes =
        [
            [4, 4, 4, 2, 0.1f, 0.9f],
            [4, 4, 4, 2.2f, 0.1f, 0.8f],
            [4, 4, 4, 2, 0.7f, 0.2f],
            [1, 1, 1, 1, 0.1f, 0.1f],
        ];
        _rig.Inputs[0] = new TensorSpec("images", DataType.Fp32, new TensorShape(1, 3, 8, 8));
        if (format == "yolov8")
            Output("output0", [.. Enumerable.Range(0, 6).SelectMany(n => boxes.Select(box => box[n]))], 1, 6, 4);
        else
            Output("output0", [.. boxes.SelectMany(box => (float[])[.. box[..4], 1, .. box[4..]])], 1, 4, 7);
        _rig.Section = $$"""{"format": "{{format}}", "labels_file": "labels.txt"}""";
        _rig.Write("labels.txt", "cat\ndog");
        (await Answer(160, 80))
            .Should()
            .Be(
                """{"objects":[{"label":"dog","score":0.9,"box":{"xmin":40,"ymin":20,"xmax":120,"ymax":60}},"""
                    + """{"label":"cat","score":0.7,"box":{"xmin":40,"ymin":20,"xmax":120,"ymax":60}}],"width":160,"height":80}"""
            );
        _rig.Picture[0].Should().BeApproximately(114 / 255f, 1e-6f);
        _rig.Picture[4 * 8].Should().BeApproximately(51 / 255f, 1e-6f);
    }

    [Fact]
    public async Task Yolo_OtherScoresThanLabels_SaysSo()
    {
        _rig.Inputs[0] = new TensorSpec("images", DataType.Fp32, new TensorShape(1, 3, 8, 8));
        // The head of version 8, read as that of version 5: six boxes of four numbers and five scores.
        Output("output0", new float[6 * 10], 1, 6, 10);
        _rig.Section = """{"format": "yolov5", "labels_file": "labels.txt"}""";
        _rig.Write("labels.txt", "cat\ndog");
        (await FluentActions.Awaiting(() => Answer(8, 8)).Should().ThrowAsync<ServingException>()).WithMessage(
            "*scores of 5 classes*2 labels*'format'*"
        );
    }

    [Fact]
    public async Task Yolo_DegenerateBoxes_AreNoObjectsAndHideNone()
    {
        _rig.Inputs[0] = new TensorSpec("images", DataType.Fp32, new TensorShape(1, 3, 8, 8));
        // A centre, a size, objectness and one score: inside out, without end, of no width, and one that is a box.
        float[] boxes =
        [
            .. (float[])[4, 4, -2, -2, 1, 0.9f],
            .. (float[])[4, 4, 3e38f, 3e38f, 1, 0.8f],
            .. (float[])[4, 4, 0, 2, 1, 0.7f],
            .. (float[])[4, 4, 2, 2, 1, 0.6f],
        ];
        Output("output0", boxes, 1, 4, 6);
        _rig.Section = """{"format": "yolov5"}""";
        var objects = JsonNode.Parse(await Answer(8, 8))!["objects"]!.AsArray();
        objects.Select(found => MathF.Round((float)found!["score"]!, 1)).Should().Equal(0.8f, 0.7f, 0.6f);
        objects
            .Should()
            .OnlyContain(found =>
                (float)found!["box"]!["xmin"]! <= (float)found["box"]!["xmax"]!
                && (float)found["box"]!["ymin"]! <= (float)found["box"]!["ymax"]!
            );
    }

    [Fact]
    public async Task Yolo5_Objectness_ScalesTheScores()
    {
        _rig.Inputs[0] = new TensorSpec("images", DataType.Fp32, new TensorShape(1, 3, 8, 8));
        Output("output0", [4, 4, 2, 2, 0.5f, 0.8f, 4, 4, 2, 2, 0.2f, 0.9f], 1, 2, 6);
        _rig.Section = """{"format": "yolov5"}""";
        var answer = await Answer(8, 8);
        answer.Should().Contain("\"score\":0.4").And.NotContain("0.18");
    }

    [Fact]
    public async Task Answer_RotatedPicture_HasBoxesOfItUpright()
    {
        Detr([9, 0], [0.25f, 0.25f, 0.5f, 0.5f], 2);
        _rig.Section = """{"rescale_factor": 1, "scores": "softmax"}""";
        var png = TestPng.File(20, 10, 8, TestPng.Grey, new byte[21 * 10], chunks: TestPng.Orientation(6));
        (await _rig.AnswerAsync("image/png", png))
            .Should()
            .Contain("\"xmin\":0,\"ymin\":0,\"xmax\":5,\"ymax\":10")
            .And.EndWith("\"width\":10,\"height\":20}");
    }

    [Fact]
    public async Task Answer_BoxesBeyondThePicture_AreCutAtItsSides()
    {
        Detr([9, 0], [0.5f, 0.5f, 3, 3], 2);
        _rig.Section = """{"rescale_factor": 1, "scores": "softmax"}""";
        (await Answer(20, 10)).Should().Contain("\"xmin\":0,\"ymin\":0,\"xmax\":20,\"ymax\":10");
    }

    [Fact]
    public async Task Answer_MoreObjectsThanAreWanted_GivesTheLikeliest()
    {
        Detr([2, 0, 4, 0, 3, 0], [0, 0, 1, 1, 0.5f, 0.5f, 1, 1, 1, 1, 1, 1], 2);
        _rig.Section = """{"rescale_factor": 1, "scores": "softmax"}""";
        var answer = await _rig.AnswerAsync(
            "image/png",
            ImageTaskRig.Png(4, 4, 0, 0, 0),
            Options("max_detections", "1")
        );
        answer.Should().Contain("\"score\":0.98201").And.NotContain("0.95257");
    }

    [Fact]
    public async Task Answer_FormOfPipelines_InTheirs()
    {
        Detr([4, 0], [0.5f, 0.5f, 0.5f, 0.5f], 2);
        _rig.Section = """{"rescale_factor": 1, "scores": "softmax"}""";
        var uri = ImageTaskRig.Uri(ImageTaskRig.Png(10, 10, 0, 0, 0));
        (await _rig.AnswerAsync("application/json", $$$"""{"inputs": "{{{uri}}}", "parameters": {"threshold": 0.5}}"""))
            .Should()
            .Match("""[{"score":0.98201*,"label":"class 0","box":{"xmin":2,"ymin":2,"xmax":7,"ymax":7}}]""");
    }

    [Theory]
    [InlineData("""{"rescale_factor": 1}""", "do not say what they are: write 'format: yolov8'")]
    [InlineData("""{"rescale_factor": 1, "format": "detr"}""", "has an output 'logits', which the model has not")]
    [InlineData("""{"rescale_factor": 1, "format": "ssd"}""", "has an output 'detection_boxes'")]
    [InlineData("""{"format": "yolo"}""", "must be one of detr, ssd, yolov5, yolov8")]
    [InlineData("""{"format": "yolov8", "threshold": 2}""", "'object-detection.threshold' must be 0 to 1")]
    [InlineData(
        """{"format": "yolov8", "max_detections": 0}""",
        "'object-detection.max_detections' must be 1 to 10000, not 0"
    )]
    public async Task Load_WhatDoesNotFit_SaysSo(string section, string message)
    {
        _rig.Outputs.Add(new TensorSpec("output0", DataType.Fp32, new TensorShape(1, 84, 8400)));
        _rig.Section = section;
        (await FluentActions.Awaiting(_rig.LoadAsync).Should().ThrowAsync<ServingException>())
            .Which.Message.Should()
            .Contain(message);
    }

    [Fact]
    public async Task Load_DetrWithoutLabels_AsksForTheScores()
    {
        Detr([4, 0], [0.5f, 0.5f, 0.5f, 0.5f], 2);
        _rig.Section = """{"rescale_factor": 1}""";
        (await FluentActions.Awaiting(_rig.LoadAsync).Should().ThrowAsync<ServingException>()).WithMessage(
            "*write 'scores: softmax'*"
        );
    }

    public void Dispose() => _rig.Dispose();

    private static Dictionary<string, string> Options(string name, string value) => new() { [name] = value };

    private Task<string> Answer(int width, int height) =>
        _rig.AnswerAsync("image/png", ImageTaskRig.Png(width, height, 51, 51, 51));

    private void Detr(float[] logits, float[] boxes, int classes)
    {
        Output("logits", logits, 1, logits.Length / classes, classes);
        Output("pred_boxes", boxes, 1, boxes.Length / 4, 4);
    }

    private void Output(string name, float[] values, params long[] shape)
    {
        _rig.Outputs.Add(new TensorSpec(name, DataType.Fp32, new TensorShape(shape)));
        var before = _rig.Compute;
        _rig.Compute = (request, response) =>
        {
            before(request, response);
            response.Outputs.Add(new(name, Tensor.From<float>(values, new TensorShape(shape))));
        };
    }
}
