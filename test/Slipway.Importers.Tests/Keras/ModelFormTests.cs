using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Keras;

/// <summary>What the versions write in their own ways.</summary>
public sealed class ModelFormTests
{
    [Fact]
    public void Archive_OfKeras214WrittenOnWindows_HasItsWeightsFound()
    {
        // Layers with weights come twice in its list, so that only every other number is there.
        var model = Dense2()
            .Rooted(
                ("_layer_checkpoint_dependencies\\dense", [1, 1], [2]),
                ("_layer_checkpoint_dependencies\\dense_2", [1, 1], [5])
            );

        model.Run([1, 1], 3).Values.Should().Equal(30);
    }

    [Fact]
    public void Archive_WithManyLayersOfAClass_CountsThem() =>
        Dense2()
            .Weight("dense/vars/0", [1, 1], 2)
            .Weight("dense_1/vars/0", [1, 1], 5)
            .Run([1, 1], 3)
            .Values.Should()
            .Equal(30);

    [Fact]
    public void Archive_WithBareWordsOfPython_IsRead()
    {
        var y = KerasModelFile
            .Sequential("null,2")
            .Layer("ReLU", "\"max_value\":Infinity,\"negative_slope\":0.0,\"threshold\":0.0", "NaN \\\" Infinity")
            .Run([1, 2], -1, 7);

        y.Values.Should().Equal(0, 7);
    }

    [Fact]
    public void Sequential_OfKeras2WithoutAnInputLayer_HasTheInputOfItsFirst()
    {
        var imported = new KerasModelFile { Version = "2.15.0" }
            .Layer("Activation", "\"batch_input_shape\":[null,3],\"activation\":\"relu\"", "first")
            .Layer("Activation", "\"activation\":\"tanh\"", "last")
            .Import();

        var graph = imported.Signatures[0].Graph.BuildGraph();
        graph.Input.Should().ContainSingle().Which.Name.Should().Be("first_input");
        graph.Output.Should().ContainSingle().Which.Name.Should().Be("last");
        imported.Producer.Should().Be("keras 2.15.0");
    }

    [Fact]
    public void Functional_OfKeras2WithSharedLayersAndStates_KeepsThemApart()
    {
        const string Config = """
            {"class_name":"Model","config":{"name":"m","layers":[
              {"class_name":"InputLayer","name":"a","config":{"name":"a","batch_input_shape":[null,1,1],"dtype":"float32"},"inbound_nodes":[]},
              {"class_name":"InputLayer","name":"h","config":{"name":"h","batch_input_shape":[null,1],"dtype":"float32"},"inbound_nodes":[]},
              {"class_name":"SimpleRNN","name":"rnn","config":{"name":"rnn","trainable":true,"dtype":"float32","units":1,"activation":"linear","use_bias":false,"return_state":true},
               "inbound_nodes":[[["a",0,0,{"initial_state":[["h",0,0]]}]],[["a",0,0,{}],["rnn",0,1,{}]]]}],
             "input_layers":[["a",0,0],["h",0,0]],"output_layers":[["rnn",0,0],["rnn",1,0],["rnn",1,1]]}}
            """;
        var model = KerasModelFile
            .Functional(Config)
            .Weight("simple_rnn/cell/vars/0", [1, 1], 1)
            .Weight("simple_rnn/cell/vars/1", [1, 1], 10);

        var y = model.Run(Number([1, 1, 1], 2), Number([1, 1], 3));

        y.Select(output => output.Values[0]).Should().Equal(32, 322, 322);
        var names = model.Import().Signatures[0].Graph.BuildGraph().Output.Select(output => output.Name);
        names.Should().Equal("rnn", "rnn_1", "rnn_2");
    }

    [Fact]
    public void Functional_OfKeras2WithFunctionsOfTensorFlow_ComputesThem()
    {
        const string Config = """
            {"class_name":"Functional","config":{"name":"m","layers":[
              {"class_name":"InputLayer","name":"x","config":{"name":"x","batch_input_shape":[null,2],"dtype":"float32"},"inbound_nodes":[]},
              {"class_name":"TFOpLambda","name":"tf.math.truediv","config":{"name":"tf.math.truediv","trainable":true,"dtype":"float32","function":"math.truediv"},"inbound_nodes":[["x",0,0,{"y":2.0,"name":null}]]},
              {"class_name":"TFOpLambda","name":"tf.math.subtract","config":{"name":"tf.math.subtract","trainable":true,"dtype":"float32","function":"math.subtract"},"inbound_nodes":[["tf.math.truediv",0,0,{"y":["x",0,0],"name":null}]]}],
             "input_layers":[["x",0,0]],"output_layers":[["tf.math.subtract",0,0]]}}
            """;

        KerasModelFile.Functional(Config).Run([1, 2], 2, 6).Values.Should().Equal(-1, -3);
    }

    [Fact]
    public void Functional_WithADictionaryOfOutputs_HasItsNames()
    {
        const string Config = """
            {"module":"keras","class_name":"Functional","config":{"name":"m","layers":[
              {"module":"keras.layers","class_name":"InputLayer","name":"x","config":{"name":"x","batch_shape":[null,null],"dtype":"float32"},"inbound_nodes":[]},
              {"module":"keras.layers","class_name":"Dropout","name":"d","config":{"name":"d","trainable":true,"rate":0.5},"inbound_nodes":[{"args":[{"class_name":"__keras_tensor__","config":{"keras_history":["x",0,0]}}],"kwargs":{"training":false}}]}],
             "input_layers":{"x":["x",0,0]},"output_layers":{"same":["d",0,0],"given":["x",0,0]}}}
            """;

        var graph = KerasModelFile.Functional(Config).Import().Signatures[0].Graph.BuildGraph();

        graph.Output.Select(output => output.Name).Should().Equal("same", "given");
        graph.Input[0].Type.TensorType.Shape.Dim.Select(dim => dim.DimParam).Should().Equal("batch", "");
    }

    [Fact]
    public void Convolutions_InARow_KeepTheirLayout()
    {
        var model = KerasModelFile.Sequential("null,4,4,1");
        for (var i = 0; i < 3; i++)
        {
            model
                .Layer("Conv2D", "\"use_bias\":false,\"padding\":\"same\",\"activation\":\"relu\"")
                .Layer("MaxPooling2D", "\"pool_size\":[1,1]")
                .Weight($"conv2d{(i == 0 ? "" : $"_{i}")}/vars/0", [1, 1, 1, 1], 1);
        }

        var graph = model.Layer("GlobalAveragePooling2D").Import().Signatures[0].Graph.BuildGraph();

        graph.Node.Count(node => node.OpType == "Transpose").Should().Be(1);
    }

    private static KerasModelFile Dense2() =>
        KerasModelFile
            .Sequential("null,1")
            .Layer("Dense", "\"units\":1,\"use_bias\":false")
            .Layer("Dense", "\"units\":1,\"use_bias\":false");

    private static NumpyArray Number(int[] shape, float value) => new("f4", shape, BitConverter.GetBytes(value));
}
