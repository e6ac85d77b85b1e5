import '@fontsource-variable/golos-text/wght.css'
import './styles/index.css'
import { render } from 'preact'
import { loadSession } from './api/session'
import { App } from './App'
import { watchLanguage } from './i18n'
import { watchAddress } from './router'

watchLanguage()
watchAddress()
void loadSession()
const root = document.getElementById('app')
if (root) render(<App />, root)
