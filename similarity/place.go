package similarity

import "math"

// EarthRadius is the mean radius of the earth in kilometres, as Splink takes it.
const EarthRadius = 6371.0

// Kilometres is the great-circle distance of two places given in degrees (the
// haversine formula). It is NaN where a latitude is beyond 90 degrees, or a value is
// NaN or infinite.
func Kilometres(latitudeA, longitudeA, latitudeB, longitudeB float64) float64 {
	if !(math.Abs(latitudeA) <= 90 && math.Abs(latitudeB) <= 90) {
		return math.NaN()
	}
	radians := math.Pi / 180
	latitude := math.Sin((latitudeB - latitudeA) * radians / 2)
	longitude := math.Sin((longitudeB - longitudeA) * radians / 2)
	h := latitude*latitude + float64(math.Cos(latitudeA*radians)*math.Cos(latitudeB*radians))*longitude*longitude
	return 2 * EarthRadius * math.Asin(math.Sqrt(min(h, 1)))
}
