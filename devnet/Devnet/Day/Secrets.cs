using System.Security.Cryptography;
using System.Text;

namespace HospitalChain.Devnet.Day;

/// <summary>
/// What no node may ever hold in the clear: a random marker in each document, and the names of patients. Searched for at
/// the end of the day in every byte that the nodes stored or logged.
/// </summary>
internal sealed class Secrets
{
    private readonly List<string> markers = [];

    /// <summary>A new marker to be hidden in a document.</summary>
    public string NewMarker()
    {
        var marker = "marker" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        markers.Add(marker);
        return marker;
    }

    /// <summary>Something that must not be seen, such as a patient's identity.</summary>
    public void Hide(string text) => markers.Add(text);

    /// <summary>Files below the folder that hold a marker, as it is, in hexadecimal or in base64.</summary>
    public IEnumerable<(string File, string Marker)> FindIn(string folder)
    {
        var needles = markers.SelectMany(marker => Spellings(marker).Select(spelling => (marker, spelling))).ToArray();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var (marker, spelling) in needles)
            {
                if (bytes.AsSpan().IndexOf(spelling) >= 0)
                {
                    yield return (file, marker);
                }
            }
        }
    }

    private static IEnumerable<byte[]> Spellings(string marker)
    {
        var bytes = Encoding.UTF8.GetBytes(marker);
        yield return bytes;
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(bytes));

        // Base64 of the marker at each of the three alignments, without the characters that its neighbours decide.
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            yield return Encoding.ASCII.GetBytes(encoded[(shift == 0 ? 0 : 4)..^4]);
        }
    }
}
