using System.Buffers.Binary;
using System.IO.Compression;
using PureHDF;
using Slipway.Importers.Keras;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Keras.Reading;

public sealed class HostileFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static KerasModelFile Model =>
        KerasModelFile
            .Sequential("null,3")
            .Layer("Dense", "\"units\":2,\"use_bias\":false")
            .Weight("dense/vars/0", [3, 2], 1, 2, 3, 4, 5, 6);

    [Fact]
    public void Archive_CutOffAnywhere_IsCorrupt()
    {
        var whole = Model.Archive();

        for (var length = 0; length < whole.Length; length += 97)
        {
            Refusal(whole[..length]).Reason.Should().Be(ImportReasons.Corrupt);
        }
    }

    [Fact]
    public void Hdf5_CutOffAnywhere_IsCorruptOrWhole()
    {
        var whole = File.ReadAllBytes(ModelFixture.Open("keras-tf/tfk2_simple_rnn").Models.Values.First());

        for (var length = 0; length < whole.Length; length += whole.Length / 60)
        {
            Attempt(whole[..length])?.Reason.Should().Be(ImportReasons.Corrupt);
        }
    }

    [Fact]
    public void Hdf5_WithChangedBytes_IsRefusedOrRead()
    {
        var whole = File.ReadAllBytes(ModelFixture.Open("keras-tf/tfk2_sepconv2d").Models.Values.First());
        var random = new Random(17);

        for (var i = 0; i < 200; i++)
        {
            var changed = whole.ToArray();
            for (var flips = 0; flips < 4; flips++)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            // What it throws is a refusal, or the test fails with it.
            Attempt(changed);
        }
    }

    [Theory]
    [InlineData("../escaped.txt")]
    [InlineData("/tmp/escaped.txt")]
    [InlineData("assets/../../escaped.txt")]
    [InlineData("..\\escaped.txt")]
    [InlineData("C:\\escaped.txt")]
    public void Archive_WithANameThatLeavesIt_IsCorrupt(string name)
    {
        var refusal = Refusal(Model.Archive((name, [1])));

        refusal.Reason.Should().Be(ImportReasons.Corrupt);
        refusal.Message.Should().Contain(name).And.Contain("leads out");
    }

    [Fact]
    public void Archive_WithDotsInANameThatStays_IsRead() =>
        Model.Import(("assets/a..b.txt", [1])).Signatures.Should().ContainSingle();

    [Fact]
    public void Archive_ThatGrowsOutOfAllProportion_IsCorrupt()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("config.json", CompressionLevel.Optimal).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 256; i++)
            {
                entry.Write(zeros);
            }
        }

        Refusal(stream.ToArray()).Message.Should().Contain("config.json").And.Contain("declares");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weight_DeclaredLargerThanTheFile_IsRefusedBeforeMemoryIsTaken(bool isChunked)
    {
        var data = new H5Dataset(new float[12_345], chunks: isChunked ? [1000] : null, fileDims: [12_345]);
        var file = new H5File
        {
            ["layers"] = new H5Group { ["dense"] = new H5Group { ["vars"] = new H5Group { ["0"] = data } } },
        };
        using var stream = new MemoryStream();
        file.Write(stream);
        var weights = stream.ToArray();
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, 12_345);
        // The size in the dataspace, and wherever else it is.
        for (var at = weights.AsSpan().IndexOf(size); at >= 0; at = weights.AsSpan().IndexOf(size))
        {
            BinaryPrimitives.WriteInt64LittleEndian(weights.AsSpan(at), 2_000_000_000);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Refusal(Zip(Model.Config, weights));

        refusal.Reason.Should().Be(ImportReasons.Corrupt);
        refusal.Message.Should().Contain("dense/vars/0").And.Contain("declares");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100 << 20);
    }

    [Fact]
    public void Config_NestedWithoutEnd_IsCorrupt() =>
        Refusal(Zip("{\"a\":" + new string('[', 100_000), [])).Reason.Should().Be(ImportReasons.Corrupt);

    [Fact]
    public void Config_WithLayersInACircle_IsCorrupt()
    {
        const string Circle = """
            {"class_name":"Functional","config":{"name":"m","layers":[
              {"class_name":"InputLayer","name":"x","config":{"name":"x","batch_shape":[null,2],"dtype":"float32"},"inbound_nodes":[]},
              {"class_name":"Add","name":"a","config":{"name":"a","trainable":true},"inbound_nodes":[[["x",0,0,{}],["b",0,0,{}]]]},
              {"class_name":"Activation","name":"b","config":{"name":"b","trainable":true,"activation":"relu"},"inbound_nodes":[[["a",0,0,{}]]]}],
             "input_layers":[["x",0,0]],"output_layers":[["b",0,0]]}}
            """;

        Refusal(KerasModelFile.Functional(Circle).Archive()).Message.Should().Contain("circle");
    }

    [Fact]
    public void Config_OfModelsThatCallModelsTwiceEach_EndsInTime()
    {
        var inner =
            """{"class_name":"Activation","name":"l","config":{"name":"l","trainable":true,"activation":"relu"}}""";
        for (var level = 0; level < 22; level++)
        {
            inner = $$$"""
                {"class_name":"Functional","name":"l","config":{"name":"l","layers":[
                  {"class_name":"InputLayer","name":"x","config":{"name":"x","batch_shape":[null,2],"dtype":"float32"},"inbound_nodes":[]},
                  {{{inner[..^1]}}},"inbound_nodes":[[["x",0,0,{}]],[["l",0,0,{}]]]}],
                 "input_layers":[["x",0,0]],"output_layers":[["l",1,0]]}}
                """;
        }

        Refusal(KerasModelFile.Functional(inner).Archive()).Message.Should().Contain("times");
    }

    [Fact]
    public void File_OfNeitherForm_IsCorrupt() => Refusal([1, 2, 3]).Reason.Should().Be(ImportReasons.Corrupt);

    public void Dispose() => _folder.Dispose();

    private ImportException Refusal(byte[] content) =>
        Attempt(content) ?? throw new Xunit.Sdk.XunitException("The file was imported.");

    private ImportException? Attempt(byte[] content)
    {
        try
        {
            new KerasImporter().Import(_folder.Write("model.keras", content), TestContext.Current.CancellationToken);
            return null;
        }
        catch (ImportException e)
        {
            return e;
        }
    }

    private static byte[] Zip(string config, byte[] weights)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (
                var (name, content) in (ReadOnlySpan<(string, byte[])>)
                    [("config.json", System.Text.Encoding.UTF8.GetBytes(config)), ("model.weights.h5", weights)]
            )
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
