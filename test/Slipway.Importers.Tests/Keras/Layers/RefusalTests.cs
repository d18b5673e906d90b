namespace Slipway.Importers.Tests.Keras.Layers;

public sealed class RefusalTests
{
    [Fact]
    public void Import_OfSeveralUnknownLayers_NamesThemAll()
    {
        var import = () =>
            KerasModelFile
                .Sequential("null,3")
                .Layer("Lambda", "\"function\":\"code\"", "twice")
                .Layer("Dense", "\"units\":1", "between")
                .Layer("SpectralThing", "", "own")
                .Import();

        var refusal = import.Should().Throw<ImportException>().Which;
        refusal.Reason.Should().Be(ImportReasons.Unsupported);
        refusal.Problems.Should().HaveCount(2);
        refusal
            .Message.Should()
            .Contain("'twice' (Lambda)")
            .And.Contain("'own' (SpectralThing)")
            .And.Contain("Python runtime");
    }

    [Fact]
    public void Import_OfAnUnknownArgument_NamesIt()
    {
        var import = () =>
            KerasModelFile
                .Sequential("null,2")
                .Layer("Dense", "\"units\":1,\"use_bias\":false,\"twist\":0.5", "head")
                .Weight("dense/vars/0", [2, 1], 1, 1)
                .Import();

        import
            .Should()
            .Throw<ImportException>()
            .Which.Problems.Should()
            .ContainSingle()
            .Which.Should()
            .Contain("head")
            .And.Contain("twist");
    }

    [Fact]
    public void Import_OfACustomLayerWithAKnownName_IsRefused()
    {
        var import = () =>
            KerasModelFile
                .Functional(
                    """
                    {"class_name":"Sequential","config":{"name":"m","layers":[
                      {"class_name":"InputLayer","config":{"name":"x","batch_shape":[null,2],"dtype":"float32"}},
                      {"class_name":"Dense","module":"mine","config":{"name":"d","trainable":true},"registered_name":"mine>Dense"}]}}
                    """
                )
                .Import();

        import.Should().Throw<ImportException>().Which.Reason.Should().Be(ImportReasons.Unsupported);
    }

    [Fact]
    public void Import_OfALayerWithoutItsWeights_SaysWhichIsMissing()
    {
        var import = () => KerasModelFile.Sequential("null,2").Layer("Dense", "\"units\":1", "head").Import();

        import
            .Should()
            .Throw<ImportException>()
            .Which.Should()
            .Match<ImportException>(e => e.Reason == ImportReasons.Corrupt && e.Message.Contains("head"));
    }
}
