using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Keras.Layers;

/// <summary>Layers and arguments that few models have, by their definitions.</summary>
public sealed class MoreLayersTests
{
    [Theory]
    [InlineData("AdaptiveAveragePooling1D", new double[] { 1.5, 3, 4.5 })]
    [InlineData("AdaptiveMaxPooling1D", new double[] { 2, 4, 5 })]
    public void AdaptivePooling_OfFiveToThree_HasWindowsThatOverlap(string layer, double[] expected) =>
        KerasModelFile
            .Sequential("null,5,1")
            .Layer(layer, "\"output_size\":[3],\"data_format\":\"channels_last\"")
            .Run([1, 5, 1], 1, 2, 3, 4, 5)
            .Values.Should()
            .Equal(expected);

    [Fact]
    public void Softmax_OverTwoAxes_AddsUpToOneOverBoth()
    {
        var y = KerasModelFile.Sequential("null,2,2").Layer("Softmax", "\"axis\":[1,2]").Run([1, 2, 2], 0, 1, 2, 3);

        var sum = Enumerable.Range(0, 4).Sum(i => Math.Exp(i));
        for (var i = 0; i < 4; i++)
        {
            y.Values[i].Should().BeApproximately(Math.Exp(i) / sum, 1e-6);
        }
    }

    [Fact]
    public void BatchNormalization_OverTwoAxes_HasStatisticsOfEachPlace() =>
        KerasModelFile
            .Sequential("null,2,2,1")
            .Layer("BatchNormalization", "\"axis\":[1,2],\"epsilon\":0.0,\"scale\":false,\"center\":false")
            .Weight("batch_normalization/vars/0", [2, 2], 1, 2, 3, 4)
            .Weight("batch_normalization/vars/1", [2, 2], 1, 4, 1, 16)
            .Run([1, 2, 2, 1], 2, 4, 6, 8)
            .Values.Should()
            .Equal(1, 1, 3, 1);

    [Fact]
    public void SpectralNormalization_IsItsLayerWithTheWeightsOfTheFile()
    {
        const string Layer =
            "\"power_iterations\":1,\"layer\":{\"module\":\"keras.layers\",\"class_name\":\"Dense\",\"config\":{\"name\":\"d\",\"trainable\":true,\"units\":1,\"use_bias\":false},\"registered_name\":null}";

        KerasModelFile
            .Sequential("null,2")
            .Layer("SpectralNormalization", Layer)
            .Weight("spectral_normalization/vars/0", [1, 1], 7)
            .Weight("spectral_normalization/layer/vars/0", [2, 1], 2, 3)
            .Run([1, 2], 10, 100)
            .Values.Should()
            .Equal(320);
    }

    [Theory]
    [InlineData("RandomPerspective", "\"factor\":1.0,\"scale\":1.0,\"interpolation\":\"bilinear\"")]
    [InlineData("RandomHue", "\"factor\":[0.5,0.5],\"value_range\":[0,255]")]
    [InlineData("RandomErasing", "\"factor\":1.0,\"scale\":[0.02,0.33],\"fill_value\":null")]
    public void Augmentation_WhenAModelServes_DoesNothing(string layer, string config) =>
        KerasModelFile
            .Sequential("null,1,2,1")
            .Layer(layer, config)
            .Run([1, 1, 2, 1], 3, 5)
            .Values.Should()
            .Equal(3, 5);

    [Fact]
    public void Rnn_WithCellsOnTopOfEachOther_RunsThemOneAfterTheOther()
    {
        static string Cell(string name) =>
            $$"""{"module":"keras.layers","class_name":"SimpleRNNCell","config":{"name":"{{name}}","trainable":true,"units":1,"activation":"linear","use_bias":false},"registered_name":null}""";
        var config = $$"""
            "return_sequences":true,"cell":{"module":"keras.layers","class_name":"StackedRNNCells","config":{"name":"cells","trainable":true,"cells":[{{Cell(
                "a"
            )}},{{Cell("b")}}]},"registered_name":null}
            """;
        var model = KerasModelFile.Sequential("null,null,1").Layer("RNN", config);
        foreach (var (group, recurrent) in new[] { ("simple_rnn_cell", 1f), ("simple_rnn_cell_1", 10f) })
        {
            model
                .Weight($"rnn/cell/cells/{group}/vars/0", [1, 1], 1)
                .Weight($"rnn/cell/cells/{group}/vars/1", [1, 1], recurrent);
        }

        // a: 1, 3, 6; b: a + 10 b.
        model.Run([1, 3, 1], 1, 2, 3).Values.Should().Equal(1, 13, 136);
    }

    [Fact]
    public void GroupedQueryAttention_SharesKeysAmongItsHeads()
    {
        // Two query heads of one value each, one key and one value head; the keys are zero, so that all steps count alike.
        var config = """
            {"module":"keras","class_name":"Functional","registered_name":null,"config":{"name":"m","trainable":true,"layers":[
              {"module":"keras.layers","class_name":"InputLayer","name":"x","config":{"name":"x","batch_shape":[null,2,1],"dtype":"float32"},"inbound_nodes":[]},
              {"module":"keras.layers","class_name":"GroupedQueryAttention","name":"g","config":{"name":"g","trainable":true,"head_dim":1,"num_query_heads":2,"num_key_value_heads":1,"dropout":0.0,"use_bias":false},
               "inbound_nodes":[{"args":[{"class_name":"__keras_tensor__","config":{"shape":[null,2,1],"dtype":"float32","keras_history":["x",0,0]}},{"class_name":"__keras_tensor__","config":{"shape":[null,2,1],"dtype":"float32","keras_history":["x",0,0]}}],"kwargs":{}}]}],
             "input_layers":[["x",0,0]],"output_layers":[["g",0,0]]}}
            """;
        var y = KerasModelFile
            .Functional(config)
            .Weight("grouped_query_attention/query_dense/vars/0", [1, 2, 1], 1, 2)
            .Weight("grouped_query_attention/key_dense/vars/0", [1, 1, 1], 0)
            .Weight("grouped_query_attention/value_dense/vars/0", [1, 1, 1], 3)
            .Weight("grouped_query_attention/output_dense/vars/0", [2, 1, 1], 1, 10)
            .Run([1, 2, 1], 2, 4);

        // The mean of 6 and 12, once plain and once times ten.
        y.Values.Should().Equal(99, 99);
    }

    [Fact]
    public void Slicing_BetweenLayersOfKeras2_PicksTheStep()
    {
        const string Config = """
            {"class_name":"Functional","config":{"name":"m","layers":[
              {"class_name":"InputLayer","name":"x","config":{"name":"x","batch_input_shape":[null,3,2],"dtype":"float32"},"inbound_nodes":[]},
              {"class_name":"SlicingOpLambda","name":"s","config":{"name":"s","trainable":true,"dtype":"float32","function":"__operators__.getitem"},
               "inbound_nodes":[["x",0,0,{"slice_spec":[{"start":null,"stop":null,"step":null},-1,{"start":1,"stop":null,"step":null}]}]]},
              {"class_name":"TFOpLambda","name":"w","config":{"name":"w","trainable":true,"dtype":"float32","function":"math.greater"},"inbound_nodes":[["s",0,0,{"y":5.0,"name":null}]]},
              {"class_name":"TFOpLambda","name":"t","config":{"name":"t","trainable":true,"dtype":"float32","function":"where"},"inbound_nodes":[["w",0,0,{"x":["s",0,0],"y":-1.0,"name":null}]]}],
             "input_layers":[["x",0,0]],"output_layers":[["s",0,0],["t",0,0]]}}
            """;

        var y = KerasModelFile
            .Functional(Config)
            .Run(
                new NumpyArray(
                    "f4",
                    [2, 3, 2],
                    System
                        .Runtime.InteropServices.MemoryMarshal.AsBytes<float>([0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 6])
                        .ToArray()
                )
            );

        y[0].Values.Should().Equal(5, 6);
        y[1].Values.Should().Equal(-1, 6);
    }
}
