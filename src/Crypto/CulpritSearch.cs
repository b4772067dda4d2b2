namespace HospitalChain.Crypto;

/// <summary>
/// Batch verification's outer half: a range is accepted at once or split, and what remains is verified alone, so a
/// batch only ever accepts (crypto.md §5, Batch).
/// </summary>
internal static class CulpritSearch
{
    /// <param name="count">How many statements there are.</param>
    /// <param name="holdTogether">Whether the statements from a start, so many, all hold; for two and more.</param>
    /// <param name="holdsAlone">Whether one statement holds.</param>
    /// <returns>True for each statement that holds.</returns>
    public static bool[] Run(int count, Func<int, int, bool> holdTogether, Func<int, bool> holdsAlone)
    {
        var valid = new bool[count];
        if (count > 0)
        {
            Resolve(0, count, knownToFail: false);
        }

        return valid;

        void Resolve(int start, int length, bool knownToFail)
        {
            if (length == 1)
            {
                valid[start] = holdsAlone(start);
                return;
            }

            if (!knownToFail && holdTogether(start, length))
            {
                valid.AsSpan(start, length).Fill(true);
                return;
            }

            var half = length / 2;
            Resolve(start, half, knownToFail: false);
            var firstHalfHolds = !valid.AsSpan(start, half).Contains(value: false);
            Resolve(start + half, length - half, knownToFail: firstHalfHolds);
        }
    }
}
