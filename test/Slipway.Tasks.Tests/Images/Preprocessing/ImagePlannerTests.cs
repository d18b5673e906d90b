using System.Globalization;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Classification;
using Slipway.Tensors;

namespace Slipway.Tasks.Tests.Images.Preprocessing;

/// <summary>What files and sections make of pictures, seen in the tensors that reach the model.</summary>
public sealed class ImagePlannerTests : IDisposable
{
    private readonly ImageTaskRig _rig = new(new ImageClassification());

    public ImagePlannerTests()
    {
        _rig.Outputs.Add(new TensorSpec("scores", DataType.Fp32, new TensorShape(-1, 2)));
        _rig.Compute = (_, response) =>
            response.Outputs.Add(new("scores", Tensor.From<float>([0.25f, 0.75f], new TensorShape(1, 2))));
    }

    // Sizes that the processors in Python give for a picture of 90 × 60 pixels.
    [Theory]
    [InlineData("""{"image_processor_type": "ViTImageProcessor", "size": 32}""", "32,32")]
    [InlineData("""{"feature_extractor_type": "ViTFeatureExtractor", "size": 32}""", "32,32")]
    [InlineData("""{"image_processor_type": "ViTImageProcessorFast", "size": {"height": 20, "width": 30}}""", "20,30")]
    [InlineData("""{"feature_extractor_type": "CLIPFeatureExtractor", "size": 40}""", "40,60")]
    [InlineData("""{"size": {"shortest_edge": 40}, "do_center_crop": true, "crop_size": 32}""", "32,32")]
    [InlineData(
        """{"size": {"shortest_edge": 40}, "do_center_crop": true, "crop_size": {"height": 80, "width": 20}}""",
        "80,20"
    )]
    [InlineData("""{"size": {"shortest_edge": 40}, "do_center_crop": false, "crop_size": 32}""", "40,60")]
    [InlineData("""{"size": {"shortest_edge": 40, "longest_edge": 48}}""", "32,48")]
    [InlineData("""{"feature_extractor_type": "DetrFeatureExtractor", "size": 40, "max_size": 48}""", "32,48")]
    [InlineData(
        """{"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 28}, "crop_pct": 0.875}""",
        "28,28"
    )]
    [InlineData("""{"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 384}}""", "384,384")]
    [InlineData("""{"image_processor_type": "LevitImageProcessor", "size": {"shortest_edge": 28}}""", "32,48")]
    [InlineData(
        """{"image_processor_type": "PoolFormerImageProcessor", "size": {"shortest_edge": 36}, "crop_pct": 0.9, "do_center_crop": true, "crop_size": 36}""",
        "36,36"
    )]
    [InlineData("""{"do_resize": false, "size": 32}""", "60,90")]
    public async Task Config_OfAProcessor_GivesItsSizes(string config, string size)
    {
        Free();
        _rig.Section = """{"scores": "none"}""";
        _rig.Write("preprocessor_config.json", config);
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(90, 60, 1, 2, 3));
        _rig.Seen.Should().Equal($"pixel_values FP32[1,3,{size}]");
    }

    [Theory]
    [InlineData("""{"size": 4}""", 51, 0.2)]
    [InlineData("""{"size": 4, "do_rescale": false}""", 51, 51)]
    [InlineData("""{"size": 4, "rescale_factor": 0.5}""", 51, 25.5)]
    [InlineData("""{"size": 4, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}""", 51, -0.6)]
    [InlineData(
        """{"size": 4, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "do_normalize": false}""",
        51,
        0.2
    )]
    [InlineData(
        """{"size": 4, "do_normalize": true, "do_rescale": true, "image_mean": [0.2], "image_std": [0.1]}""",
        51,
        0
    )]
    [InlineData("""{"size": 4, "rescale_factor": 0.00784313725490196, "rescale_offset": true}""", 255, 1)]
    [InlineData("""{"size": 4, "include_top": true, "image_mean": [0], "image_std": [0.5]}""", 255, 4)]
    public async Task Config_OfNumbers_GivesThem(string config, byte value, double expected)
    {
        _rig.Section = """{"scores": "none"}""";
        _rig.Write(
            "preprocessor_config.json",
            config.Replace(
                "{\"size\"",
                "{\"image_processor_type\": \"ViTImageProcessor\", \"size\"",
                StringComparison.Ordinal
            )
        );
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(4, 4, value, value, value));
        _rig.Picture.Should().OnlyContain(number => Math.Abs(number - expected) < 1e-5);
    }

    [Fact]
    public async Task Config_OfFlippedChannels_GivesBlueFirst()
    {
        _rig.Section = """{"scores": "none"}""";
        _rig.Write(
            "preprocessor_config.json",
            """{"do_flip_channel_order": true, "do_rescale": false, "size": {"height": 4, "width": 4}}"""
        );
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(4, 4, 10, 20, 30));
        _rig.Picture.Should()
            .Equal([.. Enumerable.Repeat(30f, 16), .. Enumerable.Repeat(20f, 16), .. Enumerable.Repeat(10f, 16)]);
    }

    [Fact]
    public async Task Crop_OfASmallerPicture_IsFilledWithZerosBeforeTheNumbers()
    {
        _rig.Section =
            """{"scores": "none", "crop_height": 4, "crop_width": 4, "rescale_factor": 1, "image_mean": [1], "image_std": [1]}""";
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(1, 2, 9, 9, 9));
        // One pixel in three columns: two before, one behind.
        Rows(0).Should().Equal("-1 -1 -1 -1", "-1 -1 8 -1", "-1 -1 8 -1", "-1 -1 -1 -1");
    }

    [Fact]
    public async Task Crop_OfALargerPicture_TakesTheMiddle()
    {
        _rig.Section = """{"scores": "none", "crop_height": 4, "crop_width": 4, "rescale_factor": 1}""";
        byte[] rows =
        [
            .. Enumerable
                .Range(0, 5)
                .SelectMany(y => (byte[])[0, .. Enumerable.Range(0, 7).Select(x => (byte)((10 * y) + x))]),
        ];
        await _rig.AnswerAsync("image/png", TestPng.File(7, 5, 8, TestPng.Grey, rows));
        Rows(0).Should().Equal("1 2 3 4", "11 12 13 14", "21 22 23 24", "31 32 33 34");
    }

    [Fact]
    public async Task Letterbox_OfAWidePicture_HasBarsAboveAndBelow()
    {
        _rig.Section = """{"scores": "none", "letterbox": true, "rescale_factor": 1}""";
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(8, 4, 9, 8, 7));
        Rows(0).Should().Equal("114 114 114 114", "9 9 9 9", "9 9 9 9", "114 114 114 114");
        Rows(2).Should().Equal("114 114 114 114", "7 7 7 7", "7 7 7 7", "114 114 114 114");
    }

    [Fact]
    public async Task Input_WithChannelsLast_IsFilledPixelByPixel()
    {
        Input(DataType.Fp32, -1, 2, 2, 3);
        _rig.Section = """{"scores": "none", "channel_order": "bgr", "rescale_factor": 1}""";
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(2, 2, 1, 2, 3));
        _rig.Picture.Should().Equal(3, 2, 1, 3, 2, 1, 3, 2, 1, 3, 2, 1);
    }

    [Fact]
    public async Task Input_OfOneChannel_IsGreyAsPillowHasIt()
    {
        Input(DataType.Fp32, 1, 1, 1, 1);
        _rig.Section = """{"scores": "none", "layout": "nchw", "rescale_factor": 1}""";
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(1, 1, 200, 100, 50));
        _rig.Picture.Should().Equal(124);
    }

    [Theory]
    [InlineData(DataType.UInt8, "7")]
    [InlineData(DataType.Fp16, "0x4700")]
    [InlineData(DataType.Fp64, "7")]
    public async Task Input_OfAnotherType_GetsThePixels(DataType type, string expected)
    {
        Input(type, -1, 3, 1, 1);
        _rig.Section =
            type == DataType.UInt8 ? """{"scores": "none"}""" : """{"scores": "none", "rescale_factor": 1}""";
        var seen = "";
        var compute = _rig.Compute;
        _rig.Compute = (request, response) =>
        {
            var tensor = request.Inputs[0].Tensor;
            seen = type switch
            {
                DataType.UInt8 => tensor.AsSpan<byte>()[0].ToString(CultureInfo.InvariantCulture),
                DataType.Fp64 => tensor.AsSpan<double>()[0].ToString(CultureInfo.InvariantCulture),
                _ => "0x" + tensor.AsSpan<ushort>()[0].ToString("X4", CultureInfo.InvariantCulture),
            };
            compute(request, response);
        };
        await _rig.AnswerAsync("image/png", ImageTaskRig.Png(1, 1, 7, 8, 9));
        seen.Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"scores": "none"}""", null, "Nothing says which numbers the input 'pixel_values' wants")]
    [InlineData("""{"rescale_factor": 1}""", null, "Nothing says what the numbers of the output 'scores' are")]
    [InlineData(
        """{"scores": "none", "rescale_factor": 1, "height": 5, "width": 4}""",
        null,
        "takes 4 × 4 pixels, but pictures are made 4 × 5"
    )]
    [InlineData(
        """{"scores": "none", "rescale_factor": 1, "shortest_edge": 4}""",
        null,
        "has a fixed size of 4 × 4, but pictures are resized by their proportions"
    )]
    [InlineData(
        """{"scores": "none", "rescale_factor": 1, "height": 4}""",
        null,
        "'image-classification.height' and 'image-classification.width' go together"
    )]
    [InlineData("""{"scores": "none", "image_std": [1, 0, 1]}""", null, "none may be 0")]
    [InlineData("""{"scores": "none", "image_mean": [1, 2]}""", null, "a number for each channel, 3 of them or 1")]
    [InlineData(
        """{"scores": "none", "max_pixels": 0}""",
        null,
        "'image-classification.max_pixels' must be 1 to 1000000000, not 0"
    )]
    [InlineData("""{"scores": "none", "background": "white"}""", null, "must be a colour such as")]
    [InlineData("""{"scores": "maybe"}""", null, "must be one of softmax, sigmoid, none")]
    [InlineData("""{"scors": "none"}""", null, "'image-classification.scors' is not known")]
    [InlineData(
        """{"scores": "none", "image_mean": 3}""",
        null,
        "'image-classification.image_mean' must be a list of numbers"
    )]
    [InlineData("""{"scores": "none", "input": "x"}""", null, "has no input 'x'")]
    [InlineData(
        """{"scores": "none", "rescale_factor": 1, "labels_file": "none.txt"}""",
        null,
        "'none.txt' of model 'pictures' is not in its folder"
    )]
    [InlineData(
        """{"scores": "none", "rescale_factor": 1, "labels_file": "../labels.txt"}""",
        null,
        "is not in its folder"
    )]
    [InlineData("""{"scores": "none"}""", """{"size": 4}""", "'size' as one number for a processor ''")]
    [InlineData("""{"scores": "none"}""", """{"size": {"edge": 4}}""", "'size' as {\"edge\": 4}")]
    [InlineData("""{"scores": "none"}""", """{"resample": 9}""", "one of Pillow's numbers")]
    [InlineData("""{"scores": "none"}""", """{"image_mean": "x"}""", "'image_mean' is a list")]
    [InlineData("""{"scores": "none"}""", """[]""", "is not a JSON object")]
    [InlineData("""{"scores": "none"}""", """{""", "is not JSON")]
    public async Task Load_WhatDoesNotFit_SaysSo(string section, string? config, string message)
    {
        _rig.Section = section;
        if (config is not null)
            _rig.Write("preprocessor_config.json", config);
        var error = (await FluentActions.Awaiting(_rig.LoadAsync).Should().ThrowAsync<ServingException>()).Which;
        error.Message.Should().Contain(message);
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Reason.Should().NotBeNull();
    }

    [Theory]
    [InlineData(DataType.Int64, "-1,3,4,4", "can be filled with pixels")]
    [InlineData(DataType.Fp32, "8,3,4,4", "takes 8 images at a time")]
    [InlineData(DataType.Fp32, "1,4,4,4", "does not say where the channels are")]
    [InlineData(DataType.Fp32, "1,3,4", "No input of the model has the four dimensions")]
    [InlineData(DataType.Fp32, "1,3,-1,-1", "takes any size")]
    public async Task Load_InputThatTakesNoPictures_SaysSo(DataType type, string shape, string message)
    {
        Input(type, [.. shape.Split(',').Select(text => long.Parse(text, CultureInfo.InvariantCulture))]);
        _rig.Section = """{"scores": "none", "rescale_factor": 1}""";
        (await FluentActions.Awaiting(_rig.LoadAsync).Should().ThrowAsync<ServingException>())
            .Which.Message.Should()
            .Contain(message);
    }

    [Fact]
    public async Task Load_FurtherInput_SaysThatItCannotBeGiven()
    {
        _rig.Inputs.Add(new TensorSpec("size", DataType.Int64, new TensorShape(2)));
        _rig.Section = """{"scores": "none", "rescale_factor": 1}""";
        (await FluentActions.Awaiting(_rig.LoadAsync).Should().ThrowAsync<ServingException>())
            .Which.Message.Should()
            .Contain("an input size: INT64[2] besides the picture");
    }

    [Fact]
    public async Task Answer_PictureThatWouldBecomeHuge_IsRefused()
    {
        Free();
        _rig.Section = """{"scores": "none", "rescale_factor": 1, "shortest_edge": 800}""";
        var answer = () => _rig.AnswerAsync("image/png", TestPng.File(60_000, 1, 8, TestPng.Grey, new byte[60_001]));
        (await answer.Should().ThrowAsync<ServingException>())
            .Which.Message.Should()
            .Contain("60000 × 1 pixels would be resized to 48000000 × 800");
    }

    [Fact]
    public async Task Answer_LongPictureOfWhichTheMiddleIsWanted_ComputesOnlyThat()
    {
        _rig.Section =
            """{"scores": "none", "rescale_factor": 1, "shortest_edge": 8, "crop_height": 4, "crop_width": 4}""";
        byte[] row = [0, .. Enumerable.Repeat((byte)77, 60_000)];
        await _rig.AnswerAsync("image/png", TestPng.File(60_000, 1, 8, TestPng.Grey, row));
        _rig.Picture.Should().AllBeEquivalentTo(77f);
    }

    public void Dispose() => _rig.Dispose();

    private void Free() => Input(DataType.Fp32, -1, 3, -1, -1);

    private void Input(DataType type, params long[] shape) =>
        _rig.Inputs[0] = new TensorSpec("pixel_values", type, new TensorShape(shape));

    private IEnumerable<string> Rows(int channel) =>
        _rig.Picture.Skip(channel * 16).Take(16).Chunk(4).Select(row => string.Join(' ', row));
}
