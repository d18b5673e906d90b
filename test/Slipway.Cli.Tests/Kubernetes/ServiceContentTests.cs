using Slipway.Cli.Kubernetes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Kubernetes;

public sealed class ServiceContentTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tag_OfFilesThatNoImageHas_IsTheSameWithAndWithoutThem()
    {
        _folder.Write("m/model.onnx", new byte[10]);
        var before = await ServiceContent.TagAsync(_folder["m"], Token);

        _folder.Write("m/.git/HEAD", new byte[1]);
        _folder.Write("m/__pycache__/x.pyc", new byte[1]);
        _folder.Write("m/obj/x.dll", new byte[1]);
        _folder.Write("m/1.slipway.lock", new byte[1]);
        (await ServiceContent.TagAsync(_folder["m"], Token)).Should().Be(before).And.HaveLength(12);

        _folder.Write("m/labels.txt", new byte[1]);
        (await ServiceContent.TagAsync(_folder["m"], Token)).Should().NotBe(before);
    }

    [Fact]
    public void ModelBytes_OfVersions_AreTheLargestWithItsWeights()
    {
        _folder.Write("m/1/model.onnx", new byte[10]);
        _folder.Write("m/2/model.onnx", new byte[20]);
        _folder.Write("m/2/model.onnx.data", new byte[300]);
        _folder.Write("m/README.md", new byte[5000]);

        ServiceContent.ModelBytes(_folder["m"]).Should().Be(320);
        ServiceContent.ModelBytes(_folder["m/1/model.onnx"]).Should().Be(10);
    }

    [Theory]
    [InlineData("1/model.py")]
    [InlineData("model.pt")]
    [InlineData("words.txt")]
    public void ModelBytes_OfWhatIsNoOnnx_AreNotKnown(string file)
    {
        _folder.Write($"m/{file}", new byte[10]);

        ServiceContent.ModelBytes(_folder["m"]).Should().BeNull();
    }

    public void Dispose() => _folder.Dispose();
}
