using System.Reflection;

namespace HospitalChain.Node.Tests.Supervision;

/// <summary>The lies of the devnet's lying node are another program: nothing of it is in the product, and the product knows nothing of it.</summary>
public sealed class ProductAssembliesTests
{
    private const string Liar = "HospitalChain.LyingNode";

    private static readonly string[] Product = ["Client", "Consensus", "Crypto", "Keystore", "Node", "Protocol", "Storage"];

    [Fact]
    public void No_assembly_of_the_product_has_or_refers_to_the_lying_node()
    {
        foreach (var assembly in Product.Select(name => Assembly.Load("HospitalChain." + name)))
        {
            Assert.DoesNotContain(assembly.GetReferencedAssemblies(), reference => reference.Name == Liar);
            Assert.DoesNotContain(assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>(), friend => friend.AssemblyName == Liar);
            Assert.DoesNotContain(assembly.GetTypes(), type => type.FullName!.Contains("Lying", StringComparison.Ordinal) || type.Namespace?.StartsWith(Liar, StringComparison.Ordinal) == true);
            var bytes = File.ReadAllBytes(assembly.Location);
            foreach (var word in (string[])["LyingOrders", "EmptyPromises", "TwoFaces", "LyingEvidence"])
            {
                Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(word))); // names of types and members stand in the metadata as UTF-8
                Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes(word)));
            }

            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes("/v1/lies"))); // text stands there as UTF-16
        }

        Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, Liar + ".dll")));
    }
}
