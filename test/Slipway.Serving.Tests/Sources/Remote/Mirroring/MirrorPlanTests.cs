using Slipway.Serving.Sources.Remote;
using Slipway.Serving.Sources.Remote.Mirroring;
using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Tests.Sources.Remote.Mirroring;

public sealed class MirrorPlanTests
{
    [Fact]
    public void Create_FoldersOfModels_AreUnitsOfARepository()
    {
        var plan = Plan("iris/model.yaml", "iris/1/model.onnx", "ner/3/model.onnx", "README.md", ".git/config");
        plan.Single.Should().BeNull();
        plan.Units.Select(unit => unit.Name).Should().Equal("iris", "ner");
        plan.Units[0].Objects.Keys.Should().BeEquivalentTo("model.yaml", "1/model.onnx");
    }

    [Theory]
    [InlineData("1/model.onnx", "config.pbtxt")]
    [InlineData("model.yaml", "weights/a.bin")]
    [InlineData("model.onnx", "model.onnx.data")]
    [InlineData("model.onnx/model.onnx", "model.onnx/weights")]
    public void Create_ModelRightBelow_IsOneUnit(params string[] keys)
    {
        var plan = Plan(keys);
        plan.Single.Should().Be("prefix");
        plan.Units.Should().ContainSingle().Which.Objects.Keys.Should().BeEquivalentTo(keys);
    }

    [Theory]
    [InlineData("https://host/a/iris.onnx", "iris", false)]
    [InlineData("https://host/a/model.onnx", "a", false)]
    [InlineData("https://host/model.onnx", "model", false)]
    [InlineData("https://host/a/models.tar.gz", "models", true)]
    [InlineData("https://host/a/models.ZIP", "models", true)]
    public void Create_SingleFile_HasItsOwnName(string address, string name, bool isArchive)
    {
        var location = RemoteLocation.Parse(address, allowHttp: false);
        var listing = new StoreListing([Object(location.LastSegment)], IsSingleFile: true, null);
        var plan = MirrorPlan.Create(location, listing, long.MaxValue);
        plan.Single.Should().Be(name);
        plan.Units.Should().ContainSingle().Which.IsArchive.Should().Be(isArchive);
    }

    [Theory]
    [InlineData("iris/../../etc/passwd")]
    [InlineData("iris/1//model.onnx")]
    [InlineData("iris/1\\model.onnx")]
    [InlineData("iris/./model.onnx")]
    public void Create_UnsafeName_FailsItsUnitOnly(string key)
    {
        var plan = Plan(key, "ner/1/model.onnx");
        plan.Units.Single(unit => unit.Name == "iris").Problem!.Reason.Should().Be(RemoteException.BadName);
        plan.Units.Single(unit => unit.Name == "ner").Problem.Should().BeNull();
    }

    [Fact]
    public void Create_UnsafeFolder_IsPassedOverAndCounted()
    {
        var plan = Plan("../a", "/b", "ner/1/model.onnx");
        plan.Units.Should().ContainSingle();
        plan.Skipped.Should().Be(2);
    }

    [Fact]
    public void Create_FileThatIsAFolderToo_IsRefused() =>
        Plan("iris/1", "iris/1/model.onnx").Units.Single().Problem!.Message.Should().Contain("'1'");

    [Fact]
    public void Create_Versions_AreMeasuredEachForItself()
    {
        var fits = Plan(10, Object("iris/1/a", 6), Object("iris/1/b", 4), Object("iris/2/a", 10), Object("iris/x", 10));
        fits.Units.Single().Problem.Should().BeNull();
        var large = Plan(10, Object("iris/1/a", 6), Object("iris/1/b", 5)).Units.Single().Problem!;
        large.Reason.Should().Be(RemoteException.TooLarge);
        large.Message.Should().Contain("version 1").And.Contain("--max-model-bytes");
    }

    [Fact]
    public void Create_SizesThatOverflow_AreTooLarge() =>
        Plan(10, Object("iris/1/a", long.MaxValue), Object("iris/1/b", long.MaxValue))
            .Units.Single()
            .Problem!.Reason.Should()
            .Be(RemoteException.TooLarge);

    private static StoredObject Object(string key, long size = 1) => new(key, size, "tag", null);

    private static MirrorPlan Plan(params string[] keys) => Plan(long.MaxValue, [.. keys.Select(key => Object(key))]);

    private static MirrorPlan Plan(long limit, params StoredObject[] objects) =>
        MirrorPlan.Create(
            RemoteLocation.Parse("s3://bucket/prefix", allowHttp: false),
            new StoreListing(objects, IsSingleFile: false, null),
            limit
        );
}
